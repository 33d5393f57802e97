package io.espalier.cli.command.study;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.study.LastVerdict;
import io.espalier.cli.study.SourceDocs;
import io.espalier.cli.study.StudyFiles;
import io.espalier.cli.study.StudyPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the pages of studies. */
@Command(
    name = "pages",
    description = {
      "Write a page for every study, and a gallery of all, from their files, the catalog and the "
          + "last verdicts in this store. What a page says of a verdict stays where this store has none."
    },
    footer = {"", "Examples:", "  espalier study pages", "  espalier study pages --out pages"})
public final class StudyPagesCommand extends EspalierCommand {
  @Mixin private StudiesOption studies;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder to write to (default: docs/works).")
  private Path folder = Path.of("docs", "works");

  @Override
  public Integer call() throws IOException {
    Catalog catalog = Catalog.builtIn();
    List<StudyFiles.Study> all = studies.files(catalog).all();
    SourceDocs docs = new SourceDocs(Path.of(""));
    List<LastVerdict> last = LastVerdict.of(store(), all);
    for (int i = 0; i < all.size(); i++) {
      out().println(StudyPages.write(folder, all.get(i), catalog, docs, last.get(i)));
    }
    Path gallery = folder.resolve("README.md");
    out().println(Files.writeString(gallery, StudyPages.gallery(folder, all)));
    out().flush();
    return ExitCode.OK;
  }
}
