package io.espalier.cli.command.run;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.DagDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
      "  espalier run my.yaml --temporal localhost:7233",
      "  espalier run --plugins plugins --dag greetings --set times=3"
    })
public final class RunCommand extends EspalierCommand {
  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The experiment file.")
  private @Nullable Path file;

  @Option(
      names = "--dag",
      paramLabel = "NAME",
      description = "Run a Dag written in Java instead of a file (see --plugins).")
  private @Nullable String dag;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Override a value of the file, or a parameter of the Dag; may be given several times.")
  private List<String> settings = List.of();

  @Mixin private WalkOptions options;

  @Override
  public Integer call() throws IOException {
    Catalog catalog = options.catalog(this);
    if (file == null) {
      return dag(catalog);
    }
    if (dag != null) {
      throw CliException.usage("run: FILE or --dag NAME, not both");
    }
    Experiment experiment = Experiments.load(file, settings, catalog);
    return options.run(this, catalog, "espalier run " + file, session -> session.run(experiment));
  }

  private int dag(Catalog catalog) throws IOException {
    String name = dag;
    if (name == null) {
      throw CliException.usage("run: which FILE? (see `espalier run --help`)");
    }
    DagDefinition definition =
        catalog
            .find(DagDefinition.class, name)
            .orElseThrow(
                () ->
                    CliException.usage(
                        "--dag: "
                            + name
                            + " (expected one of: "
                            + String.join(", ", catalog.names(DagDefinition.class))
                            + "; give the folder of its jar with --plugins)"));
    return options.run(
        this, catalog, "espalier run --dag " + name, session -> session.run(definition, settings));
  }
}
