package io.espalier.cli.command.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.TicketReadme;
import io.espalier.service.answer.FileAnswer;
import io.espalier.service.answer.Json;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.artifact.FileQuery;
import io.espalier.service.query.artifact.TicketQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "espalier export [--force] DIGEST PATH",
      "       espalier export [--force] --arm ARM --round N [--run RUN]",
      "                       [--replicate R] [--draw D] FOLDER"
    },
    footer = {
      "",
      "Nothing is written into the folder of a store.",
      "",
      "Examples:",
      "  espalier export 3fa9c2 mask.safetensors",
      "  espalier export --arm ticket --round 8 my-ticket"
    })
public final class ExportCommand extends EspalierCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIGEST|FOLDER",
      description = "The artifact, by its SHA-256 or its beginning; or where to put the ticket.")
  private @Nullable String what;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "Where to put the artifact.")
  private @Nullable Path target;

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

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    if (arm == null && round == null) {
      if (what == null || target == null) {
        throw CliException.usage(
            "export: expected DIGEST PATH, or --arm ARM --round N FOLDER (see `espalier export"
                + " --help`)");
      }
      OutputFile file = file(target);
      file.check();
      FileAnswer answer = store().ask(FileQuery.QUERY, Arguments.of("digest", what));
      String digest = answer.files().values().iterator().next();
      ExportedFile.copy(answer, digest, file);
      err().println("Wrote " + target + " (" + digest + ").");
      return ExitCode.OK;
    }
    if (arm == null || round == null || what == null || target != null) {
      throw CliException.usage(
          "export: a ticket wants --arm ARM, --round N and one FOLDER (see `espalier export"
              + " --help`)");
    }
    return ticket(arm, round, Path.of(what));
  }

  private int ticket(String ofArm, int ofRound, Path folder) throws IOException {
    FileAnswer answer =
        store()
            .ask(
                TicketQuery.QUERY,
                Arguments.of(
                    "run", run,
                    "replicate", Integer.toString(replicate),
                    "arm", ofArm,
                    "draw", Integer.toString(draw),
                    "round", Integer.toString(ofRound)));
    for (String name : answer.files().keySet()) {
      file(folder.resolve(name)).check();
    }
    OutputFile cardFile = file(folder.resolve("card.json"));
    OutputFile readme = file(folder.resolve("README.md"));
    cardFile.check();
    readme.check();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, folder + " is no folder and cannot be made one: choose another", e);
    }
    for (Map.Entry<String, String> file : answer.files().entrySet()) {
      ExportedFile.copy(answer, file.getValue(), file(folder.resolve(file.getKey())));
    }
    JsonNode card = answer.card();
    write(cardFile, Json.write(card) + "\n");
    write(readme, TicketReadme.of(card, answer.files().keySet()));
    err().println("Wrote " + folder + " (read README.md there).");
    return ExitCode.OK;
  }

  private OutputFile file(Path path) {
    return new OutputFile(path, home(), force);
  }

  private static void write(OutputFile file, String text) throws IOException {
    file.write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
