"""Judges of a stack's life, on a model of CloudFormation that is as strict as the services' own documents.

Each rule names AWS's statement of it.
"""
import copy
import re

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from stack import Stack
from template_judges import DEPLOYMENTS, OTHER


def needs(stack):
    """The resources that each one needs: what it refers to, and what it says it depends on."""
    return {name: _references(resource) & stack.resources.keys() - {name} for name, resource in stack.resources.items()}


def _references(part):
    if isinstance(part, list):
        return set().union(*map(_references, part)) if part else set()
    if not isinstance(part, dict):
        return set()
    found = set()
    for name, value in part.items():
        if name == 'Ref':
            found.add(value)
        elif name == 'Fn::GetAtt':
            found.add((value if isinstance(value, list) else value.split('.'))[0])
        elif name == 'DependsOn':
            found |= set(value if isinstance(value, list) else [value])
        elif name == 'Fn::Sub':
            found |= {m.split('.')[0] for m in re.findall(r'\$\{([^!}]+)}', value if isinstance(value, str) else value[0])}
            found |= _references(value)
        else:
            found |= _references(value)
    return found


def order(stack):
    """One order in which CloudFormation may create the resources; it deletes them in the opposite one."""
    left = needs(stack)
    done = []
    while left:
        ready = sorted(n for n, others in left.items() if not others & left.keys())
        if not ready:
            raise ValueError(f'these need each other: {", ".join(sorted(left))}')
        done += ready
        left = {n: o for n, o in left.items() if n not in ready}
    return done


def creation(template):
    """What a service asks for before it creates a resource is there by then."""
    wrong = []
    for deployment in DEPLOYMENTS:
        stack = Stack(template, deployment)
        all_needs = _closure(needs(stack))
        for name, resource in stack.resources.items():
            for other in _asked_for(stack, name, resource):
                if other not in all_needs[name]:
                    wrong.append(f'{name} may be created before {other}')
    return sorted(set(wrong))


def _asked_for(stack, name, resource):
    properties = resource.get('Properties', {})
    if resource['Type'] == 'AWS::SES::ReceiptRule':
        # SES: "when you create a receipt rule that delivers to S3, SES tests whether it can write to the bucket".
        return stack.of_type('AWS::S3::BucketPolicy')
    if resource['Type'] == 'AWS::S3::Bucket':
        # S3: the notification's destination is validated, so the queue must let S3 send.
        return stack.of_type('AWS::SQS::QueuePolicy')
    if resource['Type'] == 'AWS::ApiGatewayV2::Stage':
        # API Gateway: settings of a route that does not exist are refused.
        keys = properties.get('RouteSettings', {})
        return [n for n, r in stack.of_type('AWS::ApiGatewayV2::Route').items() if r['Properties']['RouteKey'] in keys]
    if resource['Type'] == 'AWS::Cognito::UserPoolClient':
        # Cognito: a scope of a resource server that does not exist is refused.
        return stack.of_type('AWS::Cognito::UserPoolResourceServer')
    if resource['Type'] == 'Custom::Setup':
        # The rule set is activated last, or mail would arrive that no rule takes.
        return stack.of_type('AWS::SES::ReceiptRule')
    return []


def _closure(direct):
    closure = {}

    def of(name):
        if name not in closure:
            closure[name] = set(direct[name]).union(*(of(other) for other in direct[name]))
        return closure[name]

    for name in direct:
        of(name)
    return closure


def rollbacks(template):
    """Whichever resource fails when the stack is created, all that was created before can be deleted again."""
    wrong = []
    for deployment in DEPLOYMENTS:
        stack = Stack(template, deployment)
        created = order(stack)
        for failing in range(len(created)):
            wrong += _deletion(stack, created[:failing], 'RetainExceptOnCreate')
    return sorted(set(wrong))


def deletions(template):
    """A stack that has received reports can be deleted; its bucket, table and user pool stay."""
    wrong = []
    for deployment in DEPLOYMENTS:
        stack = Stack(template, deployment)
        wrong += _deletion(stack, order(stack), None)
        for name, resource in stack.resources.items():
            keeps = resource['Type'] in ('AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Cognito::UserPool')
            if keeps and not resource.get('DeletionPolicy', 'Delete').startswith('Retain'):
                wrong.append(f'{name} is deleted with what it holds')
            if keeps and resource.get('UpdateReplacePolicy') != 'Retain':
                wrong.append(f'{name} is deleted when an update replaces it')
    return sorted(set(wrong))


def _deletion(stack, created, deleted_policy):
    wrong = []
    for name in created:
        resource = stack.resources[name]
        policy = resource.get('DeletionPolicy', 'Delete')
        if policy not in ('Delete', deleted_policy):
            continue
        properties = stack.properties(name)
        # S3: "You can delete a bucket only if it is empty". SES has written to it with the rule.
        if resource['Type'] == 'AWS::S3::Bucket' and any(n in created for n in stack.of_type('AWS::SES::ReceiptRule')):
            wrong.append(f'{name} is not empty, so it cannot be deleted')
        # Cognito: "When active, DeletionProtection prevents accidental deletion of your user pool". DynamoDB likewise.
        if properties.get('DeletionProtection') == 'ACTIVE' or str(properties.get('DeletionProtectionEnabled')).lower() == 'true':
            wrong.append(f'{name} is protected, so it cannot be deleted')
        # SES: "The receipt rule set that is currently active cannot be deleted." Setup deactivates it first.
        if resource['Type'] == 'AWS::SES::ReceiptRuleSet':
            for setup in stack.of_type('Custom::Setup'):
                if setup in created and name not in _closure(needs(stack))[setup]:
                    wrong.append(f'{name} may be deleted while it is active')
    return wrong


def failed_updates(template):
    """Whichever resource fails when an update changes a parameter or the code, the update rolls back and can be tried again."""
    wrong = []
    for deployment in DEPLOYMENTS:
        now = Stack(template, deployment)
        others = {parameter: Stack(template, {**deployment, parameter: value}) for parameter, value in OTHER.items()}
        others['another version of the code'] = Stack(_with_other_code(template), deployment)
        for what, other in others.items():
            for before, after in ((now, other), (other, now)):
                made = [n for n in order(after) if n not in before.resources or _is_replaced(before, after, n)]
                # What stands in the way back from all of these stands in the way back from some.
                wrong += [f'{what}: {fault}' for fault in _way_back(after, made)]
    return sorted(set(wrong))


def _with_other_code(template):
    other = copy.deepcopy(template)
    for resource in other['Resources'].values():
        if resource['Type'] == 'AWS::Serverless::Function':
            resource['Properties']['Description'] += ', with other code'
    return other


def _way_back(stack, made):
    wrong = _deletion(stack, made, 'RetainExceptOnCreate')
    for name in made:
        resource = stack.resources[name]
        if resource.get('DeletionPolicy', 'Delete') != 'Retain':
            continue
        # Lambda: "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last
        # version." So the next try finds the version of this one, and CloudFormation: "Version already exists".
        if resource['Type'] == 'AWS::Lambda::Version':
            wrong.append(f'{name} stays, and the next try cannot publish it')
        elif _identifiers(stack, name):
            wrong.append(f'{name} stays, and has the name of the next try')
    return wrong


def again(template):
    """A stack that was deleted can be created again beside what it left behind, under the same name and parameters."""
    wrong = []
    for deployment in DEPLOYMENTS:
        first = Stack(template, deployment)
        second = Stack(template, {**deployment, 'AWS::StackId': first.values['AWS::StackId'].replace('6f1c2d30', '7a2b3c4d')})
        for name, resource in first.resources.items():
            stays = resource.get('DeletionPolicy', 'Delete').startswith('Retain')
            if stays and _identifiers(first, name) and _identifiers(first, name) == _identifiers(second, name):
                wrong.append(f'{name} was left behind, and its name is taken')
    return sorted(set(wrong))


def _identifiers(stack, name):
    """The names that a resource is given, of those that must be unique."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema('eu-west-1', stack.resources[name]['Type']).schema
    properties = stack.properties(name)
    return {p: _at(properties, p) for p in schema.get('primaryIdentifier', []) if _at(properties, p) is not None}


def _is_replaced(before, after, name):
    resource_type = after.resources[name]['Type']
    if resource_type.startswith('Custom::'):
        return False
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema('eu-west-1', resource_type).schema
    old, new = before.properties(name), after.properties(name)
    if resource_type == 'AWS::Lambda::Version':
        # Its description is a hash of what the custom resource is given.
        old, new = [_hashed(s, p) for s, p in ((before, old), (after, new))]
    return any(_at(old, p) != _at(new, p) for p in schema.get('createOnlyProperties', []))


def _hashed(stack, version):
    text = version.get('Description', '')
    for setup in stack.of_type('Custom::Setup'):
        for member, value in stack.properties(setup).items():
            text = text.replace(f'<{setup}.{member}>', str(value))
    return {**version, 'Description': text}


def updates(template):
    """No changed parameter replaces a resource with a fixed name.

    CloudFormation: "CloudFormation cannot update a stack when a custom-named resource requires replacing."
    """
    wrong = []
    for deployment in DEPLOYMENTS:
        before = Stack(template, deployment)
        for parameter, value in OTHER.items():
            after = Stack(template, {**deployment, parameter: value})
            for name in before.resources.keys() & after.resources.keys():
                fault = _replaced_under_its_name(before, after, name)
                if fault:
                    wrong.append(f'{parameter} replaces {name}, which keeps its name: {fault}')
    return sorted(set(wrong))


def _replaced_under_its_name(before, after, name):
    resource_type = before.resources[name]['Type']
    if resource_type.startswith('Custom::'):
        return None
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema('eu-west-1', resource_type).schema
    old, new = before.properties(name), after.properties(name)
    changed = [p for p in schema.get('createOnlyProperties', []) if _at(old, p) != _at(new, p)]
    identifier = schema.get('primaryIdentifier', [])
    same = identifier and all(_at(old, p) is not None and _at(old, p) == _at(new, p) for p in identifier)
    return ', '.join(changed) if changed and same else None


def _at(properties, pointer):
    for part in pointer.split('/')[2:]:
        properties = properties.get(part) if isinstance(properties, dict) else None
    return properties


ALL = [creation, rollbacks, deletions, updates, failed_updates, again]
