package io.espalier.cli.command.upkeep;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.order.FsckOrder;
import io.espalier.cli.order.RepairOrder;
import io.espalier.cli.terminal.ByteCounter;
import io.espalier.cli.terminal.Terminal;
import io.espalier.service.answer.FsckAnswer;
import io.espalier.store.text.HumanFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds every file against its row. */
@Command(
    name = "fsck",
    description = "Read every stored file and hold it against its record, data files too.",
    footer = {
      "",
      "Every problem says what the file was for, whether a number rests on it, and what to do. "
          + "With --repair, a good copy in the folder data/ is taken in; a step that can write the file "
          + "again is reopened, so that `espalier resume` or `espalier run` computes it; a log, an old "
          + "checkpoint and what nothing refers to is dropped. Each repair is recorded in the audit chain.",
      "",
      "Examples:",
      "  espalier fsck",
      "  espalier fsck --repair",
      "  espalier fsck --json"
    })
public final class FsckCommand extends EspalierCommand {
  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Option(names = "--repair", description = "Put right what can be, and record it.")
  private boolean repair;

  @Override
  public Integer call() {
    FsckAnswer answer = answer();
    if (json) {
      printJson(answer);
    } else {
      answer.notes().forEach(note -> out().println("note: " + note));
      answer.problems().forEach(problem -> out().println("problem: " + problem));
      out()
          .println(
              (answer.ok() ? "ok: " : "NOT ok: ")
                  + answer.artifacts()
                  + " artifacts, "
                  + HumanFormat.bytes(answer.bytes())
                  + ", "
                  + answer.problems().size()
                  + " problems");
    }
    return answer.ok() ? ExitCode.OK : ExitCode.INTEGRITY;
  }

  private FsckAnswer answer() {
    try (ByteCounter counter = new ByteCounter(err(), Terminal.ofStandardError().orElse(null))) {
      return repair
          ? store().carryOut(RepairOrder.watched(counter), this::waiting)
          : store().carryOutOrRead(FsckOrder.watched(counter), this::waiting);
    }
  }

  /** The owner's count of bytes is not told here, so that it is at work has to be. */
  private void waiting(String owner) {
    err().println("The owner of the store reads every file: " + owner + " …");
    err().flush();
  }
}
