package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.service.answer.LogsAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.step.LogsQuery;
import io.espalier.state.TaskState;
import io.espalier.store.step.AttemptState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the log of a task. */
@Command(
    name = "logs",
    description = "Print the log of a task's latest attempt, or of another one, killed ones too.",
    footer = {
      "",
      "Examples:",
      "  espalier logs r1.ticket.03.train",
      "  espalier logs r1.ticket.03.train --follow",
      "  espalier logs r1.ticket.03.train --attempt 1"
    })
public final class LogsCommand extends EspalierCommand {
  private static final long PAUSE_MILLIS = 300;

  @Parameters(paramLabel = "TASK", description = "Id of the task, or the start of a step's key.")
  private String task;

  @Option(names = "--run", paramLabel = "RUN", description = "The run (default: the latest).")
  private @Nullable String run;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Number of the attempt at the step (default: the latest).")
  private @Nullable Long attempt;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing until the attempt ends.")
  private boolean follow;

  @Option(names = "--json", description = "Print the attempts as JSON instead.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LogsAnswer answer = ask();
    if (json) {
      printJson(answer);
      return ExitCode.OK;
    }
    while (follow && answer.live() && answer.attempts().isEmpty()) {
      Thread.sleep(PAUSE_MILLIS);
      answer = ask();
    }
    if (answer.attempts().isEmpty() && answer.state() == TaskState.FAILED) {
      out()
          .println(
              "task " + answer.taskId() + " failed before its first attempt: " + reason(answer));
      out().println("its trace is in " + home().resolve("logs").resolve("espalier.log"));
      return ExitCode.OK;
    }
    LogsAnswer.Attempt shown = choose(answer);
    long printed = 0;
    while (true) {
      printed = printFrom(shown.path(), printed);
      if (!follow || !answer.live() || shown.state() != AttemptState.RUNNING) {
        break;
      }
      Thread.sleep(PAUSE_MILLIS);
      answer = ask();
      shown = byNumber(answer.attempts(), shown.attempt());
    }
    if (shown.path() == null && shown.endedAt() != null) {
      err()
          .println(
              "attempt "
                  + shown.attempt()
                  + " has no log: it wrote none, or `espalier fsck --repair` dropped a damaged one");
    }
    if (shown.failure() != null) {
      err().println("attempt " + shown.attempt() + ": " + shown.state() + ": " + shown.failure());
    }
    if (answer.state() == TaskState.FAILED && !reason(answer).equals(shown.failure())) {
      err().println("task " + answer.taskId() + ": failed: " + reason(answer));
    }
    return ExitCode.OK;
  }

  private LogsAnswer ask() {
    return store().ask(LogsQuery.QUERY, Arguments.of("task", task, "run", run));
  }

  private LogsAnswer.Attempt choose(LogsAnswer answer) {
    List<LogsAnswer.Attempt> attempts = answer.attempts();
    if (attempts.isEmpty()) {
      String task = "task " + answer.taskId() + " of run " + answer.runId();
      TaskState state = answer.state();
      throw CliException.usage(
          state == TaskState.SKIPPED || state == TaskState.UPSTREAM_FAILED
              ? task + " was not begun: it is " + state.id() + ": " + reason(answer)
              : task + " has not begun yet (wait for it with --follow)");
    }
    return attempt == null ? attempts.get(attempts.size() - 1) : byNumber(attempts, attempt);
  }

  private static String reason(LogsAnswer answer) {
    return answer.reason() == null ? "no reason is recorded" : answer.reason();
  }

  private static LogsAnswer.Attempt byNumber(List<LogsAnswer.Attempt> attempts, long number) {
    return attempts.stream()
        .filter(candidate -> candidate.attempt() == number)
        .findFirst()
        .orElseThrow(
            () ->
                CliException.usage(
                    "--attempt: "
                        + number
                        + " (expected one of: "
                        + attempts.stream()
                            .map(a -> Long.toString(a.attempt()))
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  /** Prints what the log has beyond the bytes that were printed; returns how many there are. */
  private long printFrom(@Nullable String path, long printed) throws IOException {
    if (path == null) {
      return printed;
    }
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      in.skipNBytes(printed);
      byte[] bytes = in.readAllBytes();
      out().print(new String(bytes, StandardCharsets.UTF_8));
      out().flush();
      return printed + bytes.length;
    } catch (NoSuchFileException | java.io.EOFException moved) {
      // The attempt has just ended and its log became an artifact: the next look finds it there.
      return printed;
    }
  }
}
