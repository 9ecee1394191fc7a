"""Judges of the requests that the packages sent: botocore's signer, its models of the services, and the roles' policies.

The stack tests write down one JSON object per line: the stack first, then each request, of which they know the answer.
"""
import base64
import fnmatch
import hashlib
import json
import re
from urllib.parse import parse_qs, urlsplit

import botocore.session
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.validate import ParamValidator

from stack import Stack, template

AUTHORIZATION = re.compile(r'AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$')
# What Lambda itself does with a function's role.
LAMBDA = {
    'logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes',
    'dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams',
}

# Lambda hands what a function failed at to a queue of failures.
FAILURES = ('AlertFunction', 'sqs:SendMessage')


def read(file):
    """The requests by stack, as each suite has its own."""
    log = []
    with open(file, encoding='utf-8') as lines:
        for line in lines:
            entry = json.loads(line)
            if 'names' in entry:
                log.append((entry, []))
            else:
                entry['body'] = base64.b64decode(entry['body'])
                log[-1][1].append(entry)
    return log


def _requests(log):
    return [request for _, requests in log for request in requests]


def signatures(log):
    """botocore, with the same key at the same time, computes the same signature for every request."""
    wrong = [] if _requests(log) else ['there is no request']
    for request in _requests(log):
        headers = request['headers']
        match = AUTHORIZATION.match(headers.get('authorization', ''))
        if not match:
            wrong.append(f'{_named(request)} is not signed')
            continue
        key, _, region, service, _ = match[1].split('/')
        signed = {n: headers[n] for n in match[2].split(';') if n in headers}
        ours = AWSRequest(request['method'], 'http://' + headers['host'] + request['path'], signed, request['body'])
        ours.context['timestamp'] = headers['x-amz-date']
        signer = (S3SigV4Auth if service == 's3' else SigV4Auth)(Credentials(key, 'secret'), service, region)
        canonical = signer.canonical_request(_as_sent(ours))
        if signer.signature(signer.string_to_sign(ours, canonical), ours) != match[3]:
            wrong.append(f'{_named(request)} has another signature')
        if headers.get('x-amz-content-sha256', '') not in ('', hashlib.sha256(request['body']).hexdigest()):
            wrong.append(f'{_named(request)} has another hash of its content')
    return sorted(set(wrong))


def _as_sent(request):
    """botocore reads parameters from `params`, where its own clients have put them."""
    split = urlsplit(request.url)
    request.params = {n: v[0] for n, v in parse_qs(split.query, keep_blank_values=True).items()}
    request.url = f'{split.scheme}://{split.netloc}{split.path}'
    return request


def models(log):
    """Every request fits the model of its service: the operation, its parameters, their types, and what is required."""
    wrong = []
    for request in _requests(log):
        name = 'sesv2' if request['service'] == 'ses' and request['path'].startswith('/v2/') else request['service']
        service = botocore.session.get_session().get_service_model(name)
        operation, parameters = _call(service, request)
        if operation not in service.operation_names:
            wrong.append(f'{request["service"]} has no operation {operation}')
            continue
        shape = service.operation_model(operation).input_shape
        faults = ParamValidator().validate(parameters, shape)
        if faults.has_errors():
            wrong.append(f'{_named(request)}: {faults.generate_report()}')
    return sorted(set(wrong))


def _named(request):
    return f'{request["who"]}, {request["method"]} {request["service"]} {request["path"][:60]}'


def _call(service, request):
    if request['service'] in ('dynamodb', 'sqs'):
        return request['headers']['x-amz-target'].split('.')[1], json.loads(request['body'])
    if request['service'] == 's3':
        return _s3_call(service, request)
    if service.service_name == 'sesv2':
        return next(n for n in service.operation_names if _is(service.operation_model(n), request)), json.loads(request['body'])
    form = {n: v[0] for n, v in parse_qs(request['body'].decode(), keep_blank_values=True).items()}
    operation = form.pop('Action', '')
    if form.pop('Version', '') != service.api_version:
        return f'{operation} of another version', {}
    shape = service.operation_model(operation).input_shape if operation in service.operation_names else None
    return operation, _structure(shape, '', form) if shape else {}


def _is(operation, request):
    return operation.http == {**operation.http, 'method': request['method'], 'requestUri': request['path']}


def _structure(shape, prefix, form):
    """Undoes the query protocol: `Attributes.entry.1.key=…`."""
    if shape.type_name == 'structure':
        members = {}
        for name, member in shape.members.items():
            written = prefix + member.serialization.get('name', name)
            if any(n == written or n.startswith(written + '.') for n in form):
                members[name] = _structure(member, written, form) if written in form else _structure(member, written + '.', form)
        known = {n for n in form if any(n == prefix + m or n.startswith(prefix + m + '.')
                                        for m in (s.serialization.get('name', k) for k, s in shape.members.items()))}
        unknown = [n for n in form if n.startswith(prefix) and n not in known]
        return {**members, **{n[len(prefix):]: form[n] for n in unknown}}
    if shape.type_name == 'map':
        entries = sorted({n[len(prefix):].split('.')[1] for n in form if n.startswith(prefix)})
        return {form[f'{prefix}entry.{i}.{shape.key.serialization.get("name", "key")}']: _structure(
            shape.value, f'{prefix}entry.{i}.{shape.value.serialization.get("name", "value")}.', form) for i in entries}
    if shape.type_name == 'boolean':
        return form[prefix] == 'true'
    return form[prefix]


S3_OPERATIONS = {'PUT': 'PutObject', 'GET': 'GetObject', 'HEAD': 'HeadObject', 'DELETE': 'DeleteObject'}
# Of HTTP itself and of signatures; all others must be in the model.
PLAIN_HEADERS = {
    'authorization', 'host', 'connection', 'user-agent', 'accept', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256',
    'transfer-encoding', 'expect',
}


def _s3_call(service, request):
    path = urlsplit(request['path'])
    bucket, _, key = path.path.lstrip('/').partition('/')
    operation = S3_OPERATIONS.get(request['method'], request['method'])
    parameters = {'Bucket': bucket, 'Key': key}
    headers = {m.serialization['name'].lower(): n for n, m in service.operation_model(operation).input_shape.members.items()
               if m.serialization.get('location') == 'header'}
    for name, value in request['headers'].items():
        if name == 'content-length':
            if int(value) != len(request['body']):
                parameters[name] = f'{value} for {len(request["body"])} bytes'
        elif name not in PLAIN_HEADERS:
            parameters[headers.get(name, name)] = value
    return operation, parameters


def policies(log):
    """No request without a right: each is allowed by a statement of its function's role. No right without a request."""
    wrong = []
    unused = None
    for entry, requests in log:
        stack = Stack(template(), entry['parameters'], _names(entry))
        granted = set()
        used = set()
        for name, function in stack.of_type('AWS::Lambda::Function').items():
            role = function['Properties']['Role']['Fn::GetAtt'][0]
            statements = [s for p in stack.properties(role)['Policies'] for s in p['PolicyDocument']['Statement']]
            granted |= {(name, a, r) for s in statements for a in _list(s['Action']) for r in _list(s['Resource'])
                        if a not in LAMBDA and (name, a) != FAILURES}
            for request in (r for r in requests if r['who'] == name):
                for action, resource, context in _asked(request):
                    allowing = [s for s in statements if _allows(s, action, resource, context)]
                    if not allowing:
                        wrong.append(f'{name} may not {action} on {resource}')
                    used |= {(name, a, r) for s in allowing for a in _list(s['Action']) for r in _list(s['Resource'])
                             if a == action and fnmatch.fnmatchcase(resource, r)}
        plain = {(f, a, _without_names(r, entry)) for f, a, r in granted - used}
        unused = plain if unused is None else unused & plain
    # No suite calls the functions with everything; between them they do.
    wrong += [f'{f} never does {a} on {r}' for f, a, r in sorted(unused or ())]
    return sorted(set(wrong))


def _names(entry):
    names = {}
    account = '123456789012'
    for name, physical in entry['names'].items():
        names[name] = physical
        names[name + '.Arn'] = {
            'Bucket': f'arn:aws:s3:::{physical}',
            'Table': f'arn:aws:dynamodb:eu-west-1:{account}:table/{physical}',
        }.get(name, f'arn:aws:sqs:eu-west-1:{account}:{physical.rsplit("/", 1)[1]}' if name.endswith('Queue')
              else f'arn:aws:any:eu-west-1:{account}:{name}')
    return names


def _without_names(resource, entry):
    for name, physical in entry['names'].items():
        resource = resource.replace(physical, name)
    return resource.replace(entry['parameters']['AWS::StackId'], 'the stack')


def _asked(request):
    """Actions as policies name them, with resource and context keys."""
    if request['service'] == 's3':
        path = urlsplit(request['path']).path.lstrip('/')
        bucket, _, key = path.partition('/')
        if key == 'https/none':
            return []  # Submit's priming asks for an object that is not there; S3 refuses it, which is fine.
        action = 's3:' + S3_OPERATIONS[request['method']].replace('Head', 'Get')
        asked = [(action, f'arn:aws:s3:::{path}', {})]
        # "If you have the s3:ListBucket permission on the bucket, Amazon S3 returns an HTTP status code 404 error"
        return asked + ([('s3:ListBucket', f'arn:aws:s3:::{bucket}', {})] if request['status'] == 404 else [])
    if request['service'] == 'dynamodb':
        body = json.loads(request['body'])
        operation = request['headers']['x-amz-target'].split('.')[1]
        calls = [(operation, body)]
        if operation == 'TransactWriteItems':
            calls = [(a + ('' if a == 'ConditionCheck' else 'Item'), item) for i in body['TransactItems'] for a, item in i.items()]
        if operation == 'BatchGetItem':
            calls = [(operation, {'TableName': t, **i}) for t, i in body['RequestItems'].items()]
        return [('dynamodb:' + ('ConditionCheckItem' if o == 'ConditionCheck' else o),
                 f'arn:aws:dynamodb:eu-west-1:123456789012:table/{c["TableName"]}',
                 {'dynamodb:LeadingKeys': sorted(_keys(c))}) for o, c in calls]
    if request['service'] == 'sqs':
        # "To use the SendMessageBatch action, allow sqs:SendMessage."
        operation = request['headers']['x-amz-target'].split('.')[1]
        queue = json.loads(request['body'])['QueueUrl'].rsplit('/', 1)[1]
        return [('sqs:' + operation.removesuffix('Batch'), f'arn:aws:sqs:eu-west-1:123456789012:{queue}', {})]
    if request['path'] == '/v2/email/outbound-emails':
        # In the sandbox, SES asks for the right on the recipients' identities too: "not authorized to perform
        # ses:SendEmail on resource …:identity/RECIPIENT" (https://github.com/cloudposse/terraform-aws-ses/issues/40).
        body = json.loads(request['body'])
        sender = body['FromEmailAddress']
        return [('ses:SendEmail', f'arn:aws:ses:eu-west-1:123456789012:identity/{identity}', {'ses:FromAddress': [sender]})
                for identity in [sender.split('@')[1], *body['Destination']['ToAddresses']]]
    form = {n: v[0] for n, v in parse_qs(request['body'].decode(), keep_blank_values=True).items()}
    resource = form.get('TopicArn') or form.get('StackName') or '*'
    return [(f'{request["service"]}:{form["Action"]}', resource, {})]


def _keys(call):
    values = {**call.get('Key', {}), **call.get('Item', {})}
    if 'pk' in values:
        return {values['pk']['S']}
    return {v['S'] for v in call.get('ExpressionAttributeValues', {}).values() if 'S' in v}


def _allows(statement, action, resource, context):
    if action not in _list(statement['Action']) or not any(fnmatch.fnmatchcase(resource, r) for r in _list(statement['Resource'])):
        return False
    for operator, keys in statement.get('Condition', {}).items():
        if operator not in MATCHES:
            return False  # nothing here knows it
        for key, values in keys.items():
            if not operator.startswith('ForAllValues:') and key not in context:
                return False
            if not all(any(MATCHES[operator](v, allowed) for allowed in _list(values)) for v in context.get(key, [])):
                return False
    return True


MATCHES = {
    'StringEquals': lambda v, allowed: v == allowed,
    'ForAllValues:StringEquals': lambda v, allowed: v == allowed,
    'ForAllValues:StringLike': fnmatch.fnmatchcase,
}


def _list(value):
    return value if isinstance(value, list) else [value]


ALL = [signatures, models, policies]
