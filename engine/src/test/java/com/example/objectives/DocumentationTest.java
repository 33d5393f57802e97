package com.example.objectives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handbook shows code that is compiled and tested here. */
class DocumentationTest {
  @ParameterizedTest
  @ValueSource(strings = {"FocalObjective.java", "FocalObjectiveTest.java"})
  void handbookShowsTheFileAsItIs(String file) throws IOException {
    String page = Files.readString(Path.of("../docs/adding-an-objective.md"));

    assertThat(page)
        .contains(
            "```java\n"
                + Files.readString(Path.of("src/test/java/com/example/objectives", file))
                + "```\n");
  }
}
