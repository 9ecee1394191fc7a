package tlsrpt.setup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// What CloudFormation asks of a custom resource.
///
/// @param type `Create`, `Update` or `Delete`
/// @param responseUrl where the answer is PUT
/// @param physicalId as it was answered to `Create`; empty in that
/// @param before what was wished at the last time, in an `Update`
record Request(
        String type,
        String responseUrl,
        String stackId,
        String requestId,
        String logicalId,
        String physicalId,
        ResourceProperties wishes,
        ResourceProperties before) {

    private static final JsonFactory JSON = new JsonFactory();

    static Request read(InputStream event) throws IOException {
        var type = "";
        var responseUrl = "";
        var stackId = "";
        var requestId = "";
        var logicalId = "";
        var physicalId = "";
        var wishes = ResourceProperties.NONE;
        var before = ResourceProperties.NONE;
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "RequestType" -> type = json.getText();
                    case "ResponseURL" -> responseUrl = json.getText();
                    case "StackId" -> stackId = json.getText();
                    case "RequestId" -> requestId = json.getText();
                    case "LogicalResourceId" -> logicalId = json.getText();
                    case "PhysicalResourceId" -> physicalId = json.getText();
                    case "ResourceProperties" -> wishes = wishes(json);
                    case "OldResourceProperties" -> before = wishes(json);
                    default -> json.skipChildren();
                }
            }
        }
        return new Request(type, responseUrl, stackId, requestId, logicalId, physicalId, wishes, before);
    }

    private static ResourceProperties wishes(JsonParser json) throws IOException {
        var ownRuleSet = "";
        var existingRuleSet = "";
        var domains = List.<String>of();
        var retentionDays = "";
        var countUnsigned = "";
        boolean hostPolicies = false;
        var environments = new HashMap<String, List<String>>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "OwnRuleSetName" -> ownRuleSet = json.getText();
                case "ExistingRuleSetName" -> existingRuleSet = json.getText();
                case "Domains" -> domains = texts(json);
                case "RetentionDays" -> retentionDays = json.getText();
                case "CountUnsigned" -> countUnsigned = json.getText();
                case "HostPolicies" -> hostPolicies = Boolean.parseBoolean(json.getText());
                case String name when name.endsWith("Environment") -> environments.put(name, texts(json));
                default -> json.skipChildren();
            }
        }
        return new ResourceProperties(
                ownRuleSet, existingRuleSet, domains, retentionDays, countUnsigned, hostPolicies, environments);
    }

    private static List<String> texts(JsonParser json) throws IOException {
        var texts = new ArrayList<String>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            texts.add(json.getText());
        }
        return texts;
    }
}
