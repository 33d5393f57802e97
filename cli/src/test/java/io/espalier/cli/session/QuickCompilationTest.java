package io.espalier.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is not worth the optimizing compiler's time. */
class QuickCompilationTest {
  @Test
  void theJvmTakesTheDirectives() throws Exception {
    assertThat(QuickCompilation.apply()).contains("1 compiler directives added");
  }
}
