package io.espalier.cli.notify;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Gives notices to a command, as JSON on its standard input and as a sentence in {@code
 * ESPALIER_TEXT}.
 */
record ShellCommand(String command) implements Recipient {
  private static final long PATIENCE_SECONDS = 30;

  @Override
  public String name() {
    // A command line may hold a secret.
    return "the command of --notify";
  }

  @Override
  public void deliver(String json, String text) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD);
    builder.environment().put("ESPALIER_TEXT", text);
    Process process = builder.start();
    try {
      give(process, json);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no end after " + PATIENCE_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException("exit code " + process.exitValue());
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void give(Process process, String json) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException unread) {
      // A command need not read its input; its exit code says whether it has done its work.
    }
  }
}
