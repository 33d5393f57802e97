package io.espalier.cli.command.study;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.study.LastVerdict;
import io.espalier.cli.study.StudyFiles;
import io.espalier.cli.study.StudyPage;
import io.espalier.operator.judge.Verdict;
import io.espalier.service.answer.study.StudyAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists studies. */
@Command(
    name = "list",
    description = "List studies: what each claims, how long it takes, and its last verdict here.",
    footer = {"", "Examples:", "  espalier study list", "  espalier study list --json"})
public final class StudyListCommand extends EspalierCommand {
  @Mixin private StudiesOption studies;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars that studies of your own need.")
  private @Nullable Path plugins;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<StudyFiles.Study> all = studies.files(PluginFolder.catalog(plugins, home(), err())).all();
    List<LastVerdict> last = LastVerdict.of(store(), all);
    List<StudyAnswer> answers = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      answers.add(last.get(i).answer(all.get(i)));
    }
    if (json) {
      printJson(new StudyAnswer.Listed(answers));
    } else {
      answers.forEach(this::print);
      out().flush();
    }
    return ExitCode.OK;
  }

  private void print(StudyAnswer study) {
    Double minutes = study.minutes();
    out().println(study.name() + (minutes == null ? "" : " · " + StudyPage.minutes(minutes)));
    if (study.claim() != null) {
      out().println("  " + study.claim().strip());
    }
    Verdict verdict = study.verdict();
    if (verdict == null) {
      out().println("  not judged in this store");
    } else {
      verdict
          .claims()
          .forEach(claim -> out().println("  " + claim.name() + ": " + claim.outcome().text()));
      out()
          .println("  run " + study.runId() + (study.asInTheFile() ? "" : ", with other settings"));
    }
  }
}
