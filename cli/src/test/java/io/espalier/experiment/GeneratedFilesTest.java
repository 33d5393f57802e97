package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.cli.environment.Environment;
import io.espalier.experiment.schema.ExperimentReference;
import io.espalier.experiment.schema.ExperimentSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What {@code espalier reference} prints of the built-in catalog is checked in. */
class GeneratedFilesTest {
  @Test
  void theSchemaIsUpToDate() throws IOException {
    isUpToDate(
        Path.of("../configs/experiment.schema.json"),
        ExperimentSchema.text(ExperimentSchema.of(shipped())),
        "./espalier reference --schema > configs/experiment.schema.json");
  }

  @Test
  void theSchemaOfEnvironmentFilesIsUpToDate() throws IOException {
    isUpToDate(
        Path.of("../configs/environment.schema.json"),
        ExperimentSchema.text(Environment.schema()),
        "./espalier reference --schema=environment > configs/environment.schema.json");
  }

  @Test
  void theReferenceIsUpToDate() throws IOException {
    isUpToDate(
        Path.of("../docs/experiment-file.md"),
        ExperimentReference.of(shipped()),
        "./espalier reference > docs/experiment-file.md");
  }

  private static void isUpToDate(Path file, String content, String command) throws IOException {
    assertThat(Files.readString(file)).as("to write it anew: %s", command).isEqualTo(content);
  }

  /** The built-in catalog without what the tests themselves add. */
  private static Catalog shipped() {
    List<Descriptor> all = new ArrayList<>();
    for (Descriptor descriptor : ServiceLoader.load(Descriptor.class)) {
      String from =
          descriptor.getClass().getProtectionDomain().getCodeSource().getLocation().getPath();
      if (!from.endsWith("test-classes/") && !from.endsWith("tests.jar")) {
        all.add(descriptor);
      }
    }
    return new Catalog(all, Map.of());
  }
}
