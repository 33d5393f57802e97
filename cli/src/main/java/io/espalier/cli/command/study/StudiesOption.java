package io.espalier.cli.command.study;

import io.espalier.catalog.Catalog;
import io.espalier.cli.study.StudyFiles;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where studies are looked for. */
final class StudiesOption {
  @Option(
      names = "--studies",
      paramLabel = "DIR",
      description = "Folder of studies (default: " + StudyFiles.SHIPPED + ").")
  private Path folder = Path.of(StudyFiles.SHIPPED);

  StudyFiles files(Catalog catalog) {
    return new StudyFiles(folder, catalog);
  }
}
