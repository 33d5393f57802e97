package io.espalier.cli.command.study;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.run.WalkOptions;
import io.espalier.cli.report.Report;
import io.espalier.cli.study.LastVerdict;
import io.espalier.cli.study.SourceDocs;
import io.espalier.cli.study.StudyFiles;
import io.espalier.cli.study.StudyPages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a study. */
@Command(
    name = "run",
    description = {
      "Run a study as `run` does, judge its claims, and write its page beside the run's report. "
          + "Ctrl-C stops it in good order; `espalier resume` goes on where it was."
    },
    footer = {
      "",
      "Examples:",
      "  espalier study run ticket-or-shuffled",
      "  espalier study run ticket-or-shuffled --set replicates=10",
      "  espalier study run my-study.yaml"
    })
public final class StudyRunCommand extends EspalierCommand {
  @Parameters(paramLabel = "NAME|FILE", description = "Name of a study, or its file.")
  private String study;

  @Mixin private StudiesOption studies;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a value of the file; may be given several times.")
  private List<String> settings = List.of();

  @Mixin private WalkOptions options;

  @Override
  public Integer call() throws IOException {
    Catalog catalog = options.catalog(this);
    StudyFiles.Study found = studies.files(catalog).find(study, settings);
    int code =
        options.run(
            this,
            catalog,
            "espalier study run " + study,
            session -> session.run(found.experiment()));
    LastVerdict last = LastVerdict.of(store(), found);
    if (last.run() != null) {
      err()
          .println(
              "page "
                  + StudyPages.write(
                      Report.folder(home(), last.run().runId()),
                      found,
                      catalog,
                      new SourceDocs(Path.of("")),
                      last));
      err().flush();
    }
    return code;
  }
}
