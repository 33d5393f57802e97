package io.espalier.cli.command.study;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.study.LastVerdict;
import io.espalier.cli.study.StudyFiles;
import io.espalier.cli.text.VerdictTable;
import io.espalier.service.answer.study.StudyAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a study. */
@Command(
    name = "show",
    description = "Show a study: its last verdict here, the numbers, and what would change it.",
    footer = {
      "",
      "Examples:",
      "  espalier study show ticket-or-shuffled",
      "  espalier study show my-study.yaml --json"
    })
public final class StudyShowCommand extends EspalierCommand {
  @Parameters(paramLabel = "NAME|FILE", description = "Name of a study, or its file.")
  private String study;

  @Mixin private StudiesOption studies;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars that the study needs.")
  private @Nullable Path plugins;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    StudyFiles.Study found =
        studies.files(PluginFolder.catalog(plugins, home(), err())).find(study, List.of());
    StudyAnswer answer = LastVerdict.of(store(), found).answer(found);
    if (json) {
      printJson(answer);
    } else {
      print(answer);
    }
    return ExitCode.OK;
  }

  private void print(StudyAnswer answer) {
    out().println(answer.name());
    line("", answer.claim());
    line("after ", answer.work());
    out().println();
    if (answer.verdict() == null) {
      out()
          .println(
              "Not judged in this store: `espalier study run "
                  + study
                  + globals().again()
                  + "` does so.");
    } else {
      VerdictTable.print(answer.verdict(), out());
      out()
          .println(
              "run "
                  + answer.runId()
                  + (answer.asInTheFile() ? "" : ", with other settings than the file"));
    }
    line("What would change it: ", answer.changesIf());
    line("Otherwise than in the work: ", answer.after());
    out().flush();
  }

  private void line(String before, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      out().println(before + text.strip());
    }
  }
}
