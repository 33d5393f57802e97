package io.espalier.cli.command.run;

import io.espalier.cli.command.EspalierCommand;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on with a run. */
@Command(
    name = "resume",
    description = "Go on with a run that was interrupted, killed, cancelled or failed.",
    footer = {
      "",
      "Trainings go on from their last checkpoint; failed tasks get their tries anew. Of a run that "
          + "has ended, outputs whose bytes were damaged are computed again.",
      "",
      "Examples:",
      "  espalier resume",
      "  espalier resume quickstart-20261122-101500 --json"
    })
public final class ResumeCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest that can be resumed).")
  private @Nullable String run;

  @Mixin private WalkOptions options;

  @Override
  public Integer call() throws IOException {
    store().require();
    return options.run(
        this,
        options.catalog(this),
        "espalier resume" + (run == null ? "" : " " + run),
        session -> session.resume(run));
  }
}
