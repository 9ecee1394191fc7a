package tlsrpt.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// template.yaml with values for its parameters, CloudFormation's own among them.
final class Template {

    /// What names end in, from the stack's id.
    static final String ID = "6f1c2d30-c8f1-11f0-9c1d-0a1b2c3d4e5f";

    static final String STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/tlsrpt/" + ID;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^!}][^}]*)}");

    private final Tree tree;
    private final Map<String, Object> parameters = new HashMap<>(Map.of(
            "AWS::StackId", STACK_ID,
            "AWS::StackName", "tlsrpt",
            "AWS::Region", "eu-west-1",
            "AWS::AccountId", "123456789012",
            "AWS::Partition", "aws",
            "AWS::URLSuffix", "amazonaws.com"));
    /// What a reference to a resource gives, or an attribute of it, which is empty for the reference itself.
    private final BiFunction<String, String, String> resources;

    Template(Map<String, String> parameters, BiFunction<String, String, String> resources) throws IOException {
        this.tree = Tree.read(root().resolve("template.yaml"));
        this.resources = resources;
        this.parameters.putAll(parameters);
        tree.at("Parameters").members().forEach((name, parameter) -> {
            var value = parameters.containsKey(name)
                    ? String.valueOf(parameters.get(name))
                    : parameter.at("Default").textOr("");
            boolean list = parameter.at("Type").text().equals("CommaDelimitedList");
            this.parameters.put(name, list ? List.of(value.split(",")) : value);
        });
    }

    static Path root() {
        return Path.of(System.getProperty("root", ".")).toAbsolutePath().normalize();
    }

    Tree tree() {
        return tree;
    }

    /// The resources that are made with these parameters.
    Map<String, Tree> resources() {
        var made = tree.at("Resources").members();
        made.values()
                .removeIf(resource -> resource.at("Condition").exists()
                        && !holds(resource.at("Condition").text()));
        return made;
    }

    List<String> ofType(String type) {
        return resources().entrySet().stream()
                .filter(resource -> resource.getValue().at("Type").text().equals(type))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Its properties with all functions of CloudFormation carried out.
    Tree properties(String resource) {
        return resolved(tree.at("Resources", resource, "Properties"));
    }

    String output(String name) {
        return resolved(tree.at("Outputs", name, "Value")).text();
    }

    Tree resolved(Tree part) {
        return new Tree(resolve(part));
    }

    private boolean holds(String condition) {
        return Boolean.TRUE.equals(resolve(tree.at("Conditions", condition)));
    }

    private @Nullable Object resolve(Tree part) {
        var function = part.function();
        if (function.isPresent()) {
            return call(function.get().getKey(), function.get().getValue());
        }
        if (part.value() instanceof List) {
            var list = new ArrayList<@Nullable Object>();
            part.items().forEach(item -> list.add(resolve(item)));
            return list;
        }
        if (part.value() instanceof Map) {
            var map = new HashMap<String, @Nullable Object>();
            part.members().forEach((name, member) -> map.put(name, resolve(member)));
            return map;
        }
        return part.value();
    }

    private @Nullable Object call(String name, Tree arguments) {
        var items = arguments.items();
        return switch (name) {
            case "Ref" -> reference(arguments.text());
            case "Condition" -> holds(arguments.text());
            case "Fn::GetAtt" ->
                resources.apply(items.get(0).text(), items.get(1).text());
            case "Fn::Sub" -> sub(items);
            case "Fn::Join" ->
                String.join(items.get(0).text(), resolved(items.get(1)).texts());
            case "Fn::Split" ->
                List.of(resolved(items.get(1))
                        .text()
                        .split(Pattern.quote(items.get(0).text())));
            case "Fn::Select" ->
                resolved(items.get(1)).items().get(items.get(0).number()).value();
            case "Fn::If" -> resolve(items.get(holds(items.get(0).text()) ? 1 : 2));
            case "Fn::Not" -> !Boolean.TRUE.equals(resolve(items.getFirst()));
            case "Fn::And" -> items.stream().allMatch(item -> Boolean.TRUE.equals(resolve(item)));
            case "Fn::Or" -> items.stream().anyMatch(item -> Boolean.TRUE.equals(resolve(item)));
            case "Fn::Equals" ->
                resolved(items.get(0)).text().equals(resolved(items.get(1)).text());
            default -> throw new IllegalArgumentException(name + " is not known here");
        };
    }

    private Object reference(String name) {
        var value = parameters.get(name);
        if (value != null) {
            return value;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? resources.apply(name, "") : resources.apply(name.substring(0, dot), name.substring(dot + 1));
    }

    private String sub(List<Tree> arguments) {
        var own = arguments.size() > 1 ? arguments.get(1).members() : Map.<String, Tree>of();
        return REFERENCE
                .matcher(arguments.getFirst().text())
                .replaceAll(match -> Matcher.quoteReplacement(String.valueOf(
                        own.containsKey(match.group(1))
                                ? resolve(own.getOrDefault(match.group(1), new Tree("")))
                                : reference(match.group(1)))));
    }

    /// The resources that one cannot be made without.
    Set<String> needs(String resource) {
        var names = tree.at("Resources").members().keySet();
        var section = tree.at("Resources", resource);
        var needs = new TreeSet<String>(section.at("DependsOn").texts());
        section.all().flatMap(part -> part.function().stream()).forEach(function -> {
            var arguments = function.getValue();
            switch (function.getKey()) {
                case "Ref" -> needs.add(beforeDot(arguments.text()));
                case "Fn::GetAtt" -> needs.add(arguments.items().getFirst().text());
                case "Fn::Sub" ->
                    needs.addAll(REFERENCE
                            .matcher(arguments.items().getFirst().text())
                            .results()
                            .map(match -> beforeDot(match.group(1)))
                            .collect(Collectors.toSet()));
                default -> {}
            }
        });
        needs.retainAll(names);
        return needs;
    }

    private static String beforeDot(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
