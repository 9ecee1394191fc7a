"""Faults, at least one per judge. A judge that does not see its own is blind."""
import copy


def _no_description(t):
    del t['Resources']['ApiFunction']['Properties']['VersionDescription']


def _too_many_versions(t):
    t['Resources']['Setup']['Properties']['AlertEnvironment'].append({'Ref': 'RetentionDays'})


def _text_for_a_number(t):
    t['Resources']['HttpStage']['Properties']['RouteSettings']['GET /'] = {'ThrottlingRateLimit': {'Ref': 'HttpPostsPerSecond'}}


def _part_of_an_id(t):
    t['Resources']['Bucket']['Properties']['BucketName'] = {
        'Fn::Sub': ['tlsrpt-${Id}', {'Id': {'Fn::Select': [4, {'Fn::Split': ['-', {'Ref': 'AWS::StackId'}]}]}}]}


def _long_policy(t):
    t['Resources']['ApiRole']['Properties']['Policies'][0]['PolicyDocument']['Statement'] *= 30


def _long_environment(t):
    t['Resources']['ApiFunction']['Properties']['Environment']['Variables']['LONG'] = 'x' * 4096


def _a_rule_before_its_bucket_policy(t):
    del t['Resources']['ReceiptRule']['DependsOn']


def _a_stage_before_its_routes(t):
    t['Resources']['HttpStage']['DependsOn'].remove('DataRoute')


def _a_bucket_that_is_deleted(t):
    t['Resources']['Bucket']['DeletionPolicy'] = 'RetainExceptOnCreate'


def _a_protected_pool(t):
    t['Resources']['UserPool']['Properties']['DeletionProtection'] = 'ACTIVE'


def _a_table_that_is_deleted(t):
    del t['Resources']['Table']['DeletionPolicy']


def _a_rule_set_that_stays_active(t):
    setup = t['Resources']['Setup']
    del setup['DependsOn']
    setup['Properties']['OwnRuleSetName'] = 'tlsrpt'


def _a_fixed_name(t):
    t['Resources']['ApiRole']['Properties'].update(
        {'RoleName': 'api', 'Path': {'Fn::If': ['ListsHttps', '/https/', '/']}})


def _a_version_that_stays(t):
    del t['Resources']['ApiFunction']['Properties']['VersionDeletionPolicy']


def _a_domain_that_stays(t):
    t['Resources']['UserPoolDomain']['DeletionPolicy'] = 'Retain'


def _a_name_for_every_stack(t):
    t['Resources']['Bucket']['Properties']['BucketName'] = 'tlsrpt-reports'


TEMPLATES = {
    'versions': [_no_description, _too_many_versions],
    'json_properties': [_text_for_a_number],
    'names': [_part_of_an_id],
    'limits': [_long_policy, _long_environment],
    'creation': [_a_rule_before_its_bucket_policy, _a_stage_before_its_routes],
    'rollbacks': [_a_bucket_that_is_deleted, _a_protected_pool],
    'deletions': [_a_table_that_is_deleted, _a_rule_set_that_stays_active],
    'updates': [_a_fixed_name],
    'failed_updates': [_a_version_that_stays, _a_domain_that_stays],
    'again': [_a_name_for_every_stack],
}


def _first(log, service):
    return next(request for _, requests in log for request in requests if request['service'] == service)


def _another_path(log):
    _first(log, 's3')['path'] += 'x'


def _another_body(log):
    _first(log, 'dynamodb')['body'] += b' '


def _a_number_for_text(log):
    request = _first(log, 'dynamodb')
    request['body'] = request['body'].replace(b'"TableName":"', b'"TableName":1,"x":"', 1)


def _an_unknown_header(log):
    _first(log, 's3')['headers']['x-amz-acls'] = 'private'


def _an_unknown_parameter(log):
    _first(log, 'ses')['body'] += b'&RuleSet=a'


def _a_call_without_a_right(log):
    _first(log, 'dynamodb')['who'] = 'SubmitFunction'


def _a_key_without_a_right(log):
    for _, requests in log:
        for request in requests:
            if request['who'] == 'ProbeFunction':
                request['body'] = request['body'].replace(b'"P#', b'"D#')


def _a_sender_without_a_right(log):
    for _, requests in log:
        for request in requests:
            if request['path'] == '/v2/email/outbound-emails':
                request['body'] = request['body'].replace(b'"digest@', b'"postmaster@')


def _a_right_without_a_call(log):
    for _, requests in log:
        requests[:] = [r for r in requests if not (r['who'] == 'ApiFunction' and r['service'] == 's3')]


REQUESTS = {
    'signatures': [_another_path, _another_body],
    'models': [_a_number_for_text, _an_unknown_header, _an_unknown_parameter],
    'policies': [_a_call_without_a_right, _a_key_without_a_right, _a_sender_without_a_right, _a_right_without_a_call],
}


def _few(log):
    """The first request to each service: signatures and models judge each request by itself."""
    services, few = set(), []
    for entry, requests in log:
        for request in requests:
            if request['service'] not in services:
                services.add(request['service'])
                few.append((entry, [request]))
    return few


def unseen(judges, faults, whole):
    missed = []
    for judge in judges:
        part = _few(whole) if judge.__name__ in ('signatures', 'models') else whole
        for fault in faults[judge.__name__]:
            changed = copy.deepcopy(part)
            fault(changed)
            if not judge(changed):
                missed.append(f'{judge.__name__} did not see{fault.__name__.replace("_", " ")}')
    return missed
