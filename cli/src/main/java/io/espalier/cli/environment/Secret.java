package io.espalier.cli.environment;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.catalog.setting.Unshown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a secret comes from; the secret itself never stands in a file of ours. */
@Unshown(
    "{environment: NAME} for a variable of the process, or {file: PATH}; never the secret itself")
public sealed interface Secret {
  /**
   * Reads it.
   *
   * @param base folder that relative paths start from
   * @param variables of the process
   * @throws IllegalArgumentException when it is not there; says what is expected
   */
  String read(Path base, Map<String, String> variables);

  /** A variable of the process. */
  @Doc("A variable of the process.")
  record Environment(@Doc("Its name.") @Shorthand String name) implements Secret {
    @Override
    public String read(Path base, Map<String, String> variables) {
      String value = variables.get(name);
      if (value == null || value.isEmpty()) {
        throw new IllegalArgumentException(
            "the variable " + name + " is not set (expected: the secret in it)");
      }
      return value;
    }
  }

  /** A file that holds nothing else. */
  @Doc("A file that holds nothing else; line ends after it do not count.")
  record File(@Doc("Its path.") @Shorthand String path) implements Secret {
    private static final int MAX_BYTES = 1 << 16;

    @Override
    public String read(Path base, Map<String, String> variables) {
      Path file = base.resolve(path);
      String expected = " (expected: a file with the secret and nothing else)";
      try {
        if (Files.size(file) > MAX_BYTES) {
          throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + expected);
        }
        String value = Files.readString(file).replaceAll("[\\r\\n]+$", "");
        if (value.isEmpty()) {
          throw new IllegalArgumentException(file + " is empty" + expected);
        }
        return value;
      } catch (IOException e) {
        throw new IllegalArgumentException(
            file + " cannot be read: " + e.getClass().getSimpleName() + expected, e);
      }
    }
  }
}
