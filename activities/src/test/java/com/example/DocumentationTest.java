package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handbook shows code that is compiled and tested here. */
class DocumentationTest {
  @ParameterizedTest
  @ValueSource(strings = {"RelativeMagnitude.java", "RelativeMagnitudeTest.java"})
  void thePageOnCriteriaShowsTheFileAsItIs(String file) throws IOException {
    shows("adding-a-criterion.md", Path.of("src/test/java/com/example/criteria", file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LargeLayers.java", "LargeLayersTest.java"})
  void thePageOnScopesShowsTheFileAsItIs(String file) throws IOException {
    shows("adding-a-scope.md", Path.of("src/test/java/com/example/scopes", file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EmptyUnits.java", "EmptyUnitsTest.java"})
  void thePageOnAnalysesShowsTheFileAsItIs(String file) throws IOException {
    shows("adding-an-analysis.md", Path.of("src/test/java/com/example/analyses", file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Restart.java", "RestartTest.java"})
  void thePageOnTreatmentsShowsTheFileAsItIs(String file) throws IOException {
    shows("adding-a-treatment.md", Path.of("src/test/java/com/example/treatments", file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FreshDense.java", "FreshDenseTest.java"})
  void thePageOnProtocolsShowsTheFileAsItIs(String file) throws IOException {
    shows("adding-a-protocol.md", Path.of("src/test/java/com/example/protocols", file));
  }

  private static void shows(String name, Path file) throws IOException {
    String page = Files.readString(Path.of("../docs", name));

    assertThat(page).contains("```java\n" + Files.readString(file) + "```\n");
  }
}
