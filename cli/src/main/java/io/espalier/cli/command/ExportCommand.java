package io.espalier.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.answer.FileAnswer;
import io.espalier.cli.answer.Json;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.query.Arguments;
import io.espalier.cli.query.FileQuery;
import io.espalier.cli.query.TicketQuery;
import io.espalier.cli.text.TicketReadme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies bytes out of the store. */
@Command(
    name = "export",
    description = "Copy an artifact, or a ticket (mask, start weights and card), out of the store.",
    customSynopsis = {
      "espalier export DIGEST PATH",
      "espalier export --arm ARM --round N [--run RUN] [--replicate R] [--draw D] FOLDER"
    },
    footer = {
      "",
      "Examples:",
      "  espalier export 3fa9c2 mask.safetensors",
      "  espalier export --arm ticket --round 8 my-ticket"
    })
public final class ExportCommand extends EspalierCommand {
  @Parameters(arity = "1..2", paramLabel = "DIGEST PATH", description = "What and where to.")
  private List<String> words = List.of();

  @Option(names = "--run", paramLabel = "RUN", description = "The run (default: the latest).")
  private @Nullable String run;

  @Option(names = "--replicate", paramLabel = "R", description = "From 1 (default: 1).")
  private int replicate = 1;

  @Option(names = "--arm", paramLabel = "ARM", description = "Name of the arm.")
  private @Nullable String arm;

  @Option(names = "--draw", paramLabel = "D", description = "From 1 (default: 1).")
  private int draw = 1;

  @Option(names = "--round", paramLabel = "N", description = "From 1; 0 is the dense network.")
  private @Nullable Integer round;

  @Override
  public Integer call() throws IOException {
    if (arm == null && round == null) {
      if (words.size() != 2) {
        throw CliException.usage(
            "export: expected DIGEST PATH, or --arm ARM --round N FOLDER (see `espalier export"
                + " --help`)");
      }
      FileAnswer answer = reader().ask(FileQuery.QUERY, Arguments.of("digest", words.get(0)));
      String digest = answer.files().values().iterator().next();
      ExportedFile.copy(answer, digest, Path.of(words.get(1)));
      err().println("Wrote " + words.get(1) + " (" + digest + ").");
      return ExitCode.OK;
    }
    if (arm == null || round == null || words.size() != 1) {
      throw CliException.usage("export: a ticket wants --arm, --round and one FOLDER");
    }
    return ticket(arm, round, Path.of(words.get(0)));
  }

  private int ticket(String ofArm, int ofRound, Path folder) throws IOException {
    FileAnswer answer =
        reader()
            .ask(
                TicketQuery.QUERY,
                Arguments.of(
                    "run", run,
                    "replicate", Integer.toString(replicate),
                    "arm", ofArm,
                    "draw", Integer.toString(draw),
                    "round", Integer.toString(ofRound)));
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : answer.files().entrySet()) {
      ExportedFile.copy(answer, file.getValue(), folder.resolve(file.getKey()));
    }
    JsonNode card = answer.card();
    Files.writeString(folder.resolve("card.json"), Json.write(card) + "\n", StandardCharsets.UTF_8);
    Files.writeString(
        folder.resolve("README.md"),
        TicketReadme.of(card, answer.files().keySet()),
        StandardCharsets.UTF_8);
    err().println("Wrote " + folder + " (read README.md there).");
    return ExitCode.OK;
  }
}
