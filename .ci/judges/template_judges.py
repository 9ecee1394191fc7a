"""Judges of template.yaml that ask SAM's translator, CloudFormation's schemas and the service models.

Each returns what is wrong, as a list of sentences.
"""
import json

import botocore.session
from botocore.validate import ParamValidator
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from stack import Stack

OTHER = {
    'ReportDomain': 'tlsrpt.example.net',
    'ReportMailbox': 'other',
    'Domains': 'example.com,example.net',
    'ListHttps': 'true',
    'CountUnsigned': 'true',
    'RetentionDays': '90',
    'AlertEmail': 'b@example.com',
    'DigestEmail': 'b@example.com',
    'DigestTime': 'friday 06:30',
    'ChatTopic': 'true',
    'OperationsEmail': 'b@example.com',
    'MonthlyBudget': '10',
    'CheckResolvers': '9.9.9.9',
    'HostPolicies': 'true',
    'AdminEmail': 'b@example.com',
    'Issuer': 'https://id.example',
    'Audience': 'other',
    'RequiredClaim': 'group=other',
    'WriteClaim': 'group=writers',
    'TokenOrigin': 'https://token.example',
    'ExistingRuleSetName': 'company',
    'HttpDomainName': 'reports.example.com',
    'HttpCertificateArn': 'arn:aws:acm:eu-west-1:123456789012:certificate/b',
    'HttpPostsPerSecond': '50',
    'IngestConcurrency': '7',
    'LogRetentionDays': '90',
}
# Deployments in which conditions are met that the defaults do not meet.
DEPLOYMENTS = [
    {},
    {'ListHttps': 'true'},
    {'Issuer': 'https://company.example', 'Audience': 'page', 'RequiredClaim': 'group=mail'},
    {'HttpDomainName': 'https.example.com', 'ListHttps': 'true', 'ChatTopic': 'true', 'ExistingRuleSetName': 'other'},
    {'HostPolicies': 'true'},
]


def versions(template):
    """A changed parameter publishes a version of exactly the functions whose environment it changes."""
    wrong = [f'{name} is not changed here' for name in template['Parameters'] if name not in OTHER]
    version = PROVIDER_SCHEMA_MANAGER.get_resource_schema('eu-west-1', 'AWS::Lambda::Version').schema
    if '/properties/Description' not in version['createOnlyProperties']:
        wrong.append('CloudFormation no longer replaces a version whose description changes')
    for deployment in DEPLOYMENTS:
        before = Stack(template, deployment)
        for parameter, value in OTHER.items():
            after = Stack(template, {**deployment, parameter: value})
            for alias in before.of_type('AWS::Lambda::Alias').values():
                function = alias['Properties']['FunctionName']['Ref']
                changes = _function(before, function) != _function(after, function)
                publishes = _version(before, function) != _version(after, function)
                if changes != publishes:
                    wrong.append(f'{function}: {parameter} {"changes it without a" if changes else "only makes a"} version')
    return sorted(set(wrong))


def _function(stack, name):
    properties = stack.properties(name)
    return {n: v for n, v in properties.items() if n != 'Tags'}


def _version(stack, function):
    """The version's logical id and what CloudFormation replaces it for, of a hash what it is a hash of."""
    for name, version in stack.of_type('AWS::Lambda::Version').items():
        if version['Properties']['FunctionName'] == {'Ref': function}:
            description = version['Properties'].get('Description')
            if isinstance(description, dict):
                resource, attribute = description['Fn::GetAtt']
                description = stack.properties(resource)[attribute]
            return name, description
    return None


# What CloudFormation hands over unread, and the request in which the service gets it.
JSON_PROPERTIES = {
    ('AWS::ApiGatewayV2::Stage', 'RouteSettings'): ('apigatewayv2', 'CreateStage', 'RouteSettings'),
    ('AWS::SQS::Queue', 'RedrivePolicy'): ('redrive', '', ''),
}
# cfn-lint judges these itself.
POLICIES = {'PolicyDocument', 'AssumeRolePolicyDocument', 'EventPattern'}


def json_properties(template):
    """Properties that the schema types as plain JSON have the types that the service asks for."""
    wrong = []
    for deployment in DEPLOYMENTS:
        stack = Stack(template, deployment)
        for name, resource in stack.resources.items():
            if resource['Type'].startswith('Custom::'):
                continue
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema('eu-west-1', resource['Type']).schema
            for member, value in stack.properties(name).items():
                if schema['properties'].get(member, {}).get('format') == 'json' or _is_plain(schema, member):
                    if member not in POLICIES:
                        wrong += [f'{name}.{member}: {fault}' for fault in _json(resource['Type'], member, value)]
    return sorted(set(wrong))


def _is_plain(schema, member):
    types = schema['properties'].get(member, {})
    return 'object' in _list(types.get('type')) and not {'properties', 'patternProperties', '$ref'} & types.keys()


def _list(value):
    return value if isinstance(value, list) else [value]


def _json(type_name, member, value):
    if (type_name, member) not in JSON_PROPERTIES:
        return ['nothing here judges it']
    service, operation, parameter = JSON_PROPERTIES[type_name, member]
    if service == 'redrive':
        # SQS gets it as text, in which a number may be a string.
        return [] if str(value['maxReceiveCount']).isdigit() else ['maxReceiveCount is not a number']
    shape = model(service).operation_model(operation).input_shape.members[parameter]
    faults = ParamValidator().validate(value, shape)
    return [faults.generate_report()] if faults.has_errors() else []


def model(service):
    return botocore.session.get_session().get_service_model(service)


def names(template):
    """Names that must be unique have the whole UUID of the stack's id in them."""
    wrong = []
    stack = Stack(template, {})
    named = ('BucketName', 'RuleSetName', 'LogGroupName', 'Domain')
    identifier = stack.values['AWS::StackId'].rsplit('/', 1)[1]
    for name in stack.resources:
        for member, value in stack.properties(name).items():
            if member in named and isinstance(value, str) and value.startswith(('tlsrpt-', '/aws/')):
                if identifier not in value:
                    wrong.append(f'{name}.{member} is {value}, which has not all of {identifier}')
    return wrong


def limits(template):
    """IAM: "the total aggregate policy size" of a role's inline policies "cannot exceed 10,240 characters".
    Lambda: "The total size of all environment variables doesn't exceed 4 KB"; a description has 256 characters."""
    wrong = []
    stack = Stack(template, {
        'ListHttps': 'true', 'ReportDomain': 'a' * 60 + '.example.com', 'Issuer': 'https://' + 'i' * 200,
        'RequiredClaim': 'c=' + 'v' * 200, 'Audience': 'a' * 200})
    for name in stack.of_type('AWS::IAM::Role'):
        size = sum(len(json.dumps(p['PolicyDocument'], separators=(',', ':'))) for p in stack.properties(name)['Policies'])
        if size > 10_240:
            wrong.append(f'{name} has policies of {size} characters')
    for name in stack.of_type('AWS::Lambda::Function'):
        properties = stack.properties(name)
        size = len(json.dumps(properties['Environment']['Variables']))
        if size > 4096:
            wrong.append(f'{name} has an environment of {size} bytes')
    return wrong
