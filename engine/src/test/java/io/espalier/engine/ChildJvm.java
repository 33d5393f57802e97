package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A main of these tests in a JVM of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Runs it to its end, which must be a good one.
   *
   * @param environment variables beside those of this process
   * @param flags of the JVM
   * @param words what the main is given
   * @return the lines that it prints
   */
  public static List<String> lines(
      Map<String, String> environment, List<String> flags, Class<?> main, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit code; it printed: %s", output).isZero();
    return output.lines().toList();
  }
}
