package io.espalier.cli.command;

import io.espalier.cli.session.Plugins;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.Experiments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an experiment. */
@Command(
    name = "run",
    description = "Run an experiment file: plan it, compute what is not recorded yet, report.",
    footer = {
      "",
      "Ctrl-C stops it in good order; `espalier resume` goes on where it was, after a crash too.",
      "",
      "Examples:",
      "  espalier run configs/experiments/quickstart.yaml",
      "  espalier run my.yaml --set prune.rounds=12 --set replicates=5",
      "  espalier run my.yaml --json > results.json",
      "  espalier run my.yaml --temporal localhost:7233"
    })
public final class RunCommand extends EspalierCommand {
  @Parameters(paramLabel = "FILE", description = "The experiment file.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a value of the file; may be given several times.")
  private List<String> settings = List.of();

  @Mixin private WalkOptions options;

  @Override
  public Integer call() throws IOException {
    Plugins plugins = options.plugins();
    Experiment experiment = Experiments.load(file, settings, plugins.catalog());
    return options.run(
        this, plugins.catalog(), "espalier run " + file, session -> session.run(experiment));
  }
}
