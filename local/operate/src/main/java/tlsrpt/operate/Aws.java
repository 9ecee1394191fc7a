package tlsrpt.operate;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/// AWS clients with the operator's credentials, and error messages that say what to do.
final class Aws implements AutoCloseable {

    private final @Nullable Region region;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    /// @param region `null` for that of the profile or the environment
    Aws(@Nullable String region) {
        this.region = region == null ? null : Region.of(region);
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        var client = builder.httpClient(http);
        return (region == null ? client : client.region(region)).build();
    }

    /// Returns what [tlsrpt.aws.DynamoDbTable] needs to know: the region, and an endpoint if the environment or a
    /// property of the SDK names one. It finds the operator's credentials as the SDK does.
    Map<String, String> environment(String region) {
        var environment = new HashMap<>(Map.of("AWS_REGION", region));
        setting("AWS_ENDPOINT_URL", "aws.endpointUrl").ifPresent(url -> environment.put("AWS_ENDPOINT_URL", url));
        setting("AWS_ENDPOINT_URL_DYNAMODB", "aws.endpointUrlDynamoDb")
                .ifPresent(url -> environment.put("AWS_ENDPOINT_URL_DYNAMODB", url));
        setting("AWS_ENDPOINT_URL_LAMBDA", "aws.endpointUrlLambda")
                .ifPresent(url -> environment.put("AWS_ENDPOINT_URL_LAMBDA", url));
        return environment;
    }

    private static Optional<String> setting(String variable, String property) {
        return Optional.ofNullable(System.getProperty(property, System.getenv(variable)));
    }

    SdkHttpClient http() {
        return http;
    }

    /// @param e an exception of the SDK or of the table on DynamoDB
    static IOException trouble(RuntimeException e) {
        return new IOException(words(e), e);
    }

    /// What went wrong, and where there is a usual way out, that.
    static String words(RuntimeException e) {
        var said = e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorCode() + ": "
                        + service.awsErrorDetails().errorMessage()
                : String.valueOf(e.getMessage());
        var plain = said.toLowerCase(Locale.ROOT);
        if (plain.contains("unable to load credentials")) {
            return "no AWS credentials were found: run 'aws configure' or 'aws sso login', or set AWS_PROFILE";
        }
        if (plain.contains("unable to load region")) {
            return "no AWS region is set: add --region, or set AWS_REGION";
        }
        if (plain.contains("expiredtoken") || plain.contains("token has expired")) {
            return "your AWS sign-in has expired: run 'aws sso login' or renew your credentials";
        }
        if (plain.contains("accessdenied") || plain.contains("not authorized")) {
            return "AWS denied access: " + said;
        }
        return "AWS answered: " + said;
    }

    @Override
    public void close() {
        http.close();
    }
}
