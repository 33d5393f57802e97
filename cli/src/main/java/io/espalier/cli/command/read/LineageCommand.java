package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.LineageTree;
import io.espalier.service.answer.LineageAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.artifact.LineageQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an artifact was made from. */
@Command(
    name = "lineage",
    description = "Show what an artifact was made from, back to the data files.",
    footer = {
      "",
      "Equal bytes are one artifact: steps that made them too, but not for this run, are named apart.",
      "",
      "Examples:",
      "  espalier lineage 3fa9c2",
      "  espalier lineage 3fa9c2 --run quickstart-20261122-101500",
      "  espalier lineage 3fa9c2 --json"
    })
public final class LineageCommand extends EspalierCommand {
  @Parameters(paramLabel = "DIGEST", description = "SHA-256 of the artifact, or its beginning.")
  private String digest;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "The run whose steps are shown (default: the latest that has the artifact).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    LineageAnswer answer =
        store().ask(LineageQuery.QUERY, Arguments.of("digest", digest, "run", run));
    if (json) {
      printJson(answer);
    } else {
      LineageTree.lines(answer).forEach(out()::println);
      LineageTree.others(answer).forEach(out()::println);
      if (answer.truncated()) {
        err().println("The graph is too large to be shown whole.");
      }
    }
    return ExitCode.OK;
  }
}
