package io.espalier.cli.command.run;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.owner.Writer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stops a run for good. */
@Command(
    name = "cancel",
    description = "Stop a run: its running tasks fail, the run ends as failed (cancelled).",
    footer = {
      "",
      "What was finished stays recorded, and `espalier resume` can still go on with it.",
      "",
      "Examples:",
      "  espalier cancel",
      "  espalier cancel quickstart-20261122-101500"
    })
public final class CancelCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Override
  public Integer call() {
    String cancelled = new Writer(home(), "espalier cancel", this::mended).cancel(run);
    err().println("Run " + cancelled + " is cancelled.");
    return ExitCode.OK;
  }
}
