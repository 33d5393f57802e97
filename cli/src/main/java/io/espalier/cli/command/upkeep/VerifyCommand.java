package io.espalier.cli.command.upkeep;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.service.answer.VerifyAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.check.VerifyQuery;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks the audit chains, and rows against them. */
@Command(
    name = "verify",
    description = "Check the hash-chained record of what happened, and hold every row against it.",
    footer = {
      "",
      "An anchor is a head printed earlier and kept elsewhere: it shows whether the record was cut.",
      "",
      "Examples:",
      "  espalier verify",
      "  espalier verify --anchor quickstart-20261122-101500:57:9c0d…",
      "  espalier verify --json"
    })
public final class VerifyCommand extends EspalierCommand {
  @Option(
      names = "--anchor",
      paramLabel = "ANCHOR",
      description = "A head that was printed earlier (CHAIN:SEQ:HASH); may be given several times.")
  private List<String> anchors = List.of();

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    VerifyAnswer answer =
        store()
            .ask(
                VerifyQuery.QUERY,
                Arguments.of("anchors", anchors.isEmpty() ? null : String.join(",", anchors)));
    if (json) {
      printJson(answer);
    } else if (answer.ok()) {
      out()
          .println(
              "ok: "
                  + answer.events()
                  + " events in "
                  + answer.chains()
                  + " chains, and every row is what they recorded");
      if (answer.older() > 0) {
        out()
            .println(
                "note: "
                    + answer.older()
                    + " of them are of an earlier version and recorded less, of steps their"
                    + " outputs alone");
      }
      answer.anchors().forEach(anchor -> out().println("anchor " + anchor));
    } else {
      answer.problems().forEach(problem -> out().println("NOT ok: " + problem));
    }
    return answer.ok() ? ExitCode.OK : ExitCode.INTEGRITY;
  }
}
