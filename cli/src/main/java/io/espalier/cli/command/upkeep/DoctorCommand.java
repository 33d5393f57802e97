package io.espalier.cli.command.upkeep;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.doctor.Doctor;
import io.espalier.cli.exit.ExitCode;
import io.espalier.service.answer.DoctorAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what is amiss on this machine. */
@Command(
    name = "doctor",
    description = "Look at JVM, CPU, BLAS, disk, store and data: what would be slow, and the cure.",
    footer = {"", "Examples:", "  espalier doctor", "  espalier doctor --json"})
public final class DoctorCommand extends EspalierCommand {
  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    DoctorAnswer answer =
        Doctor.examine(
            globals().environment(), store(), home(), Catalog.builtIn(), System.getenv());
    if (json) {
      printJson(answer);
    } else {
      for (DoctorAnswer.Finding finding : answer.findings()) {
        out().println(pad(finding.verdict(), 6) + pad(finding.about(), 20) + finding.found());
        if (finding.mend() != null) {
          out().println(" ".repeat(26) + "→ " + globals().suggesting(finding.mend()));
        }
      }
    }
    return answer.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
