package io.espalier.cli.command.read;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
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
      "  ./espalier reference --answers > docs/answers.md"
    })
public final class ReferenceCommand extends EspalierCommand {
  @Option(names = "--schema", description = "Print the JSON Schema, for editors.")
  private boolean schema;

  @Option(names = "--answers", description = "Print the reference of answers as JSON instead.")
  private boolean answers;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars with operators, criteria, networks or data sets of your own.")
  private @Nullable Path plugins;

  @Override
  public Integer call() {
    if (answers && (schema || plugins != null)) {
      throw CliException.usage("reference: --answers goes with no other option");
    }
    if (answers) {
      out().print(AnswersReference.text());
      out().flush();
      return ExitCode.OK;
    }
    Catalog builtIn = Catalog.builtIn();
    Catalog catalog = plugins == null ? builtIn : builtIn.withPlugins(plugins, err()::println);
    out().print(schema ? ExperimentSchema.text(catalog) : ExperimentReference.of(catalog));
    out().flush();
    return ExitCode.OK;
  }
}
