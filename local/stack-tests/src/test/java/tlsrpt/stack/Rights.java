package tlsrpt.stack;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a function did with AWS, and what its role lets it do.
final class Rights {

    /// What Lambda does with a function's role by itself.
    private static final Set<String> OF_LAMBDA = Set.of(
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes");
    /// Lambda hands what a function failed at to a queue of failures.
    private static final String FAILURES = "AlertFunction sqs:SendMessage";

    private Rights() {}

    static Set<String> used(Stack stack, String function) {
        return stack.relay().calls().stream()
                .filter(call -> call.who().equals(function))
                .flatMap(call -> call.actions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<String> granted(Stack stack, String function) {
        var role = stack.template()
                .tree()
                .at("Resources", function, "Properties", "Role", "Fn::GetAtt")
                .items();
        return stack.template().properties(role.getFirst().text()).at("Policies").items().stream()
                .flatMap(policy -> policy.at("PolicyDocument", "Statement").items().stream())
                .flatMap(statement -> statement.at("Action").texts().stream())
                .filter(action -> !action.startsWith("logs:") && !FAILURES.equals(function + " " + action))
                .filter(action -> !OF_LAMBDA.contains(action))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
