package tlsrpt.aws;

import java.util.Map;

/// A function's environment variables.
public final class Environment {

    private Environment() {}

    /// Returns a variable without which the function cannot work.
    ///
    /// @throws IllegalStateException if it is missing
    public static String required(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
