package io.espalier.cli.command.run;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.environment.Environment;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.notify.Notifier;
import io.espalier.cli.session.CommandSession;
import io.espalier.cli.session.FleetSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a run that workers walk. */
@Command(
    name = "attach",
    description = "Follow a run that workers of an environment walk, to its end.",
    footer = {
      "",
      "Ctrl-C ends this command and leaves the run alone.",
      "",
      "Examples:",
      "  espalier --environment team.yaml attach",
      "  espalier --environment team.yaml attach quickstart-20261122-101500"
    })
public final class AttachCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the results as JSON at the end.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Environment environment = globals().environment();
    if (environment == null) {
      throw CliException.usage(
          "attach: needs --environment FILE (without one, the command that runs shows its run;"
              + " `espalier status` says where it stands)");
    }
    store().require();
    CommandSession.Outcome outcome =
        WalkOptions.follow(
            this,
            environment,
            PluginFolder.catalog(null, home(), err()),
            false,
            Notifier.none(err()),
            (FleetSession session) -> session.attach(run));
    return RunEnd.print(this, outcome, json, false);
  }
}
