"""template.yaml as CloudFormation gets it: translated by SAM, with values for its parameters."""
import copy
import logging
import re
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

# SAM's translator complains that nobody collects its metrics.
logging.disable(logging.WARNING)

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {'ReportDomain': 'tlsrpt.example.com', 'Domains': 'example.com', 'AlertEmail': 'a@example.com'}
PSEUDO = {
    'AWS::StackId': 'arn:aws:cloudformation:eu-west-1:123456789012:stack/tlsrpt/6f1c2d30-c8f1-11f0-9c1d-0a1b2c3d4e5f',
    'AWS::StackName': 'tlsrpt',
    'AWS::Region': 'eu-west-1',
    'AWS::AccountId': '123456789012',
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
}


def template():
    return yaml_parse((ROOT / 'template.yaml').read_text())


class Stack:
    """The resources that a template makes with these parameters."""

    def __init__(self, template, parameters, names=None):
        """names: what a reference to a resource gives, by its logical id or `Id.Attribute`; else `<Id.Attribute>`."""
        sam = copy.deepcopy(template)
        sam['Globals']['Function']['CodeUri'] = 's3://bucket/key'  # as "sam package" leaves it
        declared = sam['Parameters']
        pseudo = {n: v for n, v in parameters.items() if n not in declared}
        parameters = {n: v for n, v in parameters.items() if n in declared}
        values = {**{n: p.get('Default', '') for n, p in declared.items()}, **REQUIRED, **parameters}
        # CloudFormation hands every parameter over as text, numbers too.
        self.values = {
            n: str(v).split(',') if declared[n]['Type'] == 'CommaDelimitedList' else str(v) for n, v in values.items()
        }
        self.values.update({**PSEUDO, **pseudo})
        self.names = names or {}
        # SAM leaves its mark in the parser's input, so it gets a copy each time.
        translated = Translator({}, Parser()).translate(sam, {n: str(v) for n, v in values.items()})
        self.conditions = translated.get('Conditions', {})
        self.resources = {
            n: r for n, r in translated['Resources'].items() if 'Condition' not in r or self.holds(r['Condition'])
        }

    def of_type(self, type_name):
        return {n: r for n, r in self.resources.items() if r['Type'] == type_name}

    def properties(self, name):
        return self.resolve(self.resources[name].get('Properties', {}))

    def holds(self, condition):
        return self.resolve(self.conditions[condition])

    def resolve(self, part):
        if isinstance(part, list):
            items = [self.resolve(item) for item in part]
            return [item for item in items if item is not None]
        if not isinstance(part, dict):
            return part
        if len(part) == 1:
            name, arguments = next(iter(part.items()))
            if name in ('Ref', 'Condition') or name.startswith('Fn::'):
                return self._call(name, arguments)
        members = {n: self.resolve(v) for n, v in part.items()}
        return {n: v for n, v in members.items() if v is not None}

    def _call(self, name, arguments):
        if name == 'Ref':
            return None if arguments == 'AWS::NoValue' else self._reference(arguments)
        if name == 'Condition':
            return self.holds(arguments)
        if name == 'Fn::GetAtt':
            return self._reference('.'.join(arguments) if isinstance(arguments, list) else arguments)
        if name == 'Fn::Sub':
            text, own = (arguments, {}) if isinstance(arguments, str) else arguments
            return re.sub(
                r'\$\{([^!}][^}]*)}',
                lambda m: str(self.resolve(own[m[1]]) if m[1] in own else self._reference(m[1])),
                text)
        if name == 'Fn::If':
            return self.resolve(arguments[1 if self.holds(arguments[0]) else 2])
        arguments = self.resolve(arguments)
        if name == 'Fn::Join':
            return arguments[0].join(arguments[1])
        if name == 'Fn::Split':
            return arguments[1].split(arguments[0])
        if name == 'Fn::Select':
            return arguments[1][int(arguments[0])]
        if name == 'Fn::Equals':
            return arguments[0] == arguments[1]
        if name == 'Fn::Not':
            return not arguments[0]
        if name == 'Fn::And':
            return all(arguments)
        if name == 'Fn::Or':
            return any(arguments)
        raise ValueError(f'{name} is unknown here')

    def _reference(self, name):
        return self.values.get(name) or self.names.get(name) or ('' if name in self.values else f'<{name}>')
