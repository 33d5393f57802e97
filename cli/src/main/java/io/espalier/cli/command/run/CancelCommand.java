package io.espalier.cli.command.run;

import io.espalier.cli.access.Cancelling;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.notify.Notifier;
import io.espalier.cli.session.CommandSession;
import io.espalier.step.worker.Budget;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops a run for good. */
@Command(
    name = "cancel",
    description = "Stop a run: its running tasks fail, the run ends as failed (cancelled).",
    footer = {
      "",
      "What was finished stays recorded, and `espalier resume` can still go on with it. Teardowns "
          + "whose setups have succeeded run first; of a run that no process walks, they run here.",
      "",
      "Examples:",
      "  espalier cancel",
      "  espalier cancel quickstart-20261122-101500",
      "  espalier cancel --plugins plugins"
    })
public final class CancelCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars, where teardowns are to run that come from there.")
  private @Nullable Path plugins;

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      description = "Use this Temporal server for teardowns (default: one inside this process).")
  private @Nullable String temporal;

  @Override
  public Integer call() throws IOException {
    Cancelling.Answer answer = store().cancel(run);
    if (!answer.tearsDown().isEmpty()) {
      err().println("first: " + String.join(", ", answer.tearsDown()));
      CommandSession.Outcome outcome =
          WalkOptions.walk(
              this,
              PluginFolder.catalog(plugins, home(), err()),
              "espalier cancel " + answer.runId(),
              temporal,
              null,
              Budget.endless(),
              Notifier.none(err()),
              session -> session.tearDown(answer.runId()));
      if (outcome.end() == CommandSession.End.INTERRUPTED) {
        err().println("Interrupted; `espalier cancel` goes on with it.");
        return ExitCode.INTERRUPTED;
      }
    }
    err().println("Run " + answer.runId() + " is cancelled.");
    return ExitCode.OK;
  }
}
