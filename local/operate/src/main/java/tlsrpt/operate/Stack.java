package tlsrpt.operate;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.table.Table;

/// A collector in AWS, identified by the outputs of its CloudFormation stack.
final class Stack implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final String status;
    private final Instant created;
    private final String region;
    private final Map<String, String> parameters;
    private final Map<String, String> outputs;
    private final Aws aws;

    private Stack(
            String name,
            String status,
            Instant created,
            String region,
            Map<String, String> parameters,
            Map<String, String> outputs,
            Aws aws) {
        this.name = name;
        this.status = status;
        this.created = created;
        this.region = region;
        this.parameters = parameters;
        this.outputs = outputs;
        this.aws = aws;
    }

    static Stack open(String name, @Nullable String region) throws IOException {
        var aws = new Aws(region);
        try (var cloudFormation = aws.client(CloudFormationClient.builder())) {
            var stack = cloudFormation
                    .describeStacks(describe -> describe.stackName(name))
                    .stacks()
                    .getFirst();
            var outputs = new HashMap<String, String>();
            stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
            var where = cloudFormation.serviceClientConfiguration().region().id();
            var parameters = new HashMap<String, String>();
            stack.parameters().forEach(one -> parameters.put(one.parameterKey(), one.parameterValue()));
            return new Stack(name, stack.stackStatusAsString(), stack.creationTime(), where, parameters, outputs, aws);
        } catch (CloudFormationException e) {
            aws.close();
            if (String.valueOf(e.getMessage()).contains("does not exist")) {
                throw new IOException(
                        "stack '" + name
                                + "' not found in this account and Region. Check the name, or pass another Region by"
                                + " --region NAME",
                        e);
            }
            throw Aws.trouble(e);
        } catch (SdkException e) {
            aws.close();
            throw Aws.trouble(e);
        }
    }

    String name() {
        return name;
    }

    /// CloudFormation's word, such as `UPDATE_COMPLETE`.
    String status() {
        return status;
    }

    Instant created() {
        return created;
    }

    String region() {
        return region;
    }

    /// Returns a parameter's value; empty if a version that has no such parameter was deployed.
    Optional<String> parameter(String key) {
        return Optional.ofNullable(parameters.get(key));
    }

    Aws aws() {
        return aws;
    }

    /// @throws IOException if the stack has no such output, because it is not a collector or an older version
    String output(String key) throws IOException {
        var value = outputs.get(key);
        if (value == null) {
            throw new IOException("the stack " + name + " has no output " + key
                    + ": it is not a collector, or must be deployed again with this version's template");
        }
        return value;
    }

    /// Returns an output; empty if the stack has none of that name, such as one under a condition.
    Optional<String> find(String key) {
        return Optional.ofNullable(outputs.get(key));
    }

    Table table() throws IOException {
        return new DynamoDbTable(
                aws.environment(region), output("TableName"), aws.http(), PATIENCE, new SecureRandom());
    }

    @Override
    public void close() {
        aws.close();
    }
}
