package io.espalier.cli.command.read;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.environment.Environment;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.experiment.schema.ExperimentReference;
import io.espalier.experiment.schema.ExperimentSchema;
import io.espalier.service.reference.AnswersReference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what an experiment file may hold. */
@Command(
    name = "reference",
    description = {
      "Print what an experiment file may hold: every key, its values and defaults, and every name.",
      "With --plugins, what your jars add and its settings are among it. With --answers, what "
          + "commands print with --json and the owner's API answers."
    },
    footer = {
      "",
      "Examples:",
      "  espalier reference",
      "  espalier reference --plugins plugins --schema > my.schema.json",
      "",
      "In Espalier's own source tree the same answers are checked in:",
      "  ./espalier reference > docs/experiment-file.md",
      "  ./espalier reference --schema > configs/experiment.schema.json",
      "  ./espalier reference --schema=environment > configs/environment.schema.json",
      "  ./espalier reference --answers > docs/answers.md"
    })
public final class ReferenceCommand extends EspalierCommand {
  private static final String EXPERIMENT = "experiment";
  private static final String ENVIRONMENT = "environment";

  @Option(
      names = "--schema",
      paramLabel = "FILES",
      arity = "0..1",
      fallbackValue = EXPERIMENT,
      description =
          "Print the JSON Schema, for editors: of experiment files, or --schema=environment.")
  private @Nullable String schema;

  @Option(names = "--answers", description = "Print the reference of answers as JSON instead.")
  private boolean answers;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars with operators, criteria, networks or data sets of your own.")
  private @Nullable Path plugins;

  @Override
  public Integer call() {
    if (answers && (schema != null || plugins != null)) {
      throw CliException.usage("reference: --answers goes with no other option");
    }
    if (schema != null && !schema.equals(EXPERIMENT) && !schema.equals(ENVIRONMENT)) {
      throw CliException.usage(
          "--schema: " + schema + " (expected: " + EXPERIMENT + " or " + ENVIRONMENT + ")");
    }
    if (answers) {
      out().print(AnswersReference.text());
      out().flush();
      return ExitCode.OK;
    }
    if (ENVIRONMENT.equals(schema)) {
      out().print(ExperimentSchema.text(Environment.schema()));
      out().flush();
      return ExitCode.OK;
    }
    Catalog builtIn = Catalog.builtIn();
    Catalog catalog = plugins == null ? builtIn : builtIn.withPlugins(plugins, err()::println);
    out()
        .print(
            schema == null
                ? ExperimentReference.of(catalog)
                : ExperimentSchema.text(ExperimentSchema.of(catalog)));
    out().flush();
    return ExitCode.OK;
  }
}
