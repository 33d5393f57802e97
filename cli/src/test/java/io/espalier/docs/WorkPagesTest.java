package io.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.cli.study.SourceDocs;
import io.espalier.cli.study.StudyFiles;
import io.espalier.cli.study.StudyPage;
import io.espalier.cli.study.StudyPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Pages of studies are checked in; all but their verdicts follows from files and catalog. */
class WorkPagesTest {
  private static final Path FOLDER = Path.of("../docs/works");
  private static final SourceDocs DOCS = new SourceDocs(Path.of(".."));
  private static final Catalog CATALOG = Catalog.builtIn();

  @Test
  void everyStudyHasItsPage() throws IOException {
    for (StudyFiles.Study study : studies().all()) {
      Path page = FOLDER.resolve(study.name() + ".md");
      assertThat(page).as("to write it: ./espalier study pages").exists();
      String text = Files.readString(page);
      assertThat(text)
          .as("to write it anew: ./espalier study pages")
          .isEqualTo(StudyPages.text(study, CATALOG, DOCS, StudyPage.verdict(text)));
    }
  }

  @Test
  void theGalleryStatesTheVerdictsOfThePages() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("README.md")))
        .as("to write it anew: ./espalier study pages")
        .isEqualTo(StudyPages.gallery(FOLDER, studies().all()));
  }

  private static StudyFiles studies() {
    return new StudyFiles(Path.of("..", StudyFiles.SHIPPED), CATALOG);
  }
}
