package io.espalier.cli.notify;

import io.espalier.cli.exit.CliException;
import java.io.IOException;
import java.util.Map;

/** Who is told of what becomes of runs. */
interface Recipient {
  /**
   * Delivers once.
   *
   * @param json the notice as JSON
   * @param text its sentence for people
   * @throws IOException where it did not arrive
   */
  void deliver(String json, String text) throws IOException, InterruptedException;

  /** Its name in messages, which tells no secret. */
  String name();

  /**
   * A recipient as it is written on the command line: a URL, or a command for the shell.
   *
   * @param environment variables of this process, for secrets
   * @throws CliException where it is neither
   */
  static Recipient of(String text, Map<String, String> environment) {
    if (text.isBlank()) {
      throw CliException.usage("--notify: nothing (expected: a URL, or a command)");
    }
    return text.matches("(?i)https?://.*")
        ? Webhook.of(text, environment.getOrDefault(Webhook.TOKEN, ""))
        : new ShellCommand(text);
  }
}
