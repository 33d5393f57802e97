package com.example.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handbook shows code that is compiled and tested here. */
class DocumentationTest {
  @ParameterizedTest
  @ValueSource(strings = {"Swish.java", "SwishTest.java"})
  void thePageOnLayersShowsTheFileAsItIs(String file) throws IOException {
    String page = Files.readString(Path.of("../docs/adding-a-layer.md"));
    String shown = Files.readString(Path.of("src/test/java/com/example/layers", file));

    assertThat(page).contains("```java\n" + shown + "```\n");
  }
}
