package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.catalog.Catalog;
import io.espalier.experiment.schema.ExperimentReference;
import io.espalier.experiment.schema.ExperimentSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What is generated from the records and the built-in catalog is checked in as it is. To write it
 * anew:
 *
 * <pre>
 * mvn -o test -pl cli -am -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Dgenerate
 * </pre>
 */
class GeneratedFilesTest {
  private static final Catalog CATALOG = Catalog.builtIn();

  @Test
  void theSchemaIsUpToDate() throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    String schema =
        JsonMapper.builder()
            .defaultPrettyPrinter(printer)
            .build()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(ExperimentSchema.of(CATALOG));

    isUpToDate(Path.of("../configs/experiment.schema.json"), schema + "\n");
  }

  @Test
  void theReferenceIsUpToDate() throws IOException {
    isUpToDate(Path.of("../docs/experiment-file.md"), ExperimentReference.of(CATALOG));
  }

  private static void isUpToDate(Path file, String content) throws IOException {
    if (System.getProperty("generate") != null) {
      Files.writeString(file, content);
    }
    assertThat(Files.readString(file)).isEqualTo(content);
  }
}
