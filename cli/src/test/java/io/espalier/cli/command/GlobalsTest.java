package io.espalier.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GlobalsTest {
  @Test
  void aFolderInASuggestedCommandIsOneWordForTheShell() {
    assertThat(Globals.quoted("/data/runs-1/store_2.h2")).isEqualTo("/data/runs-1/store_2.h2");
    assertThat(Globals.quoted("/tmp/new user/h2")).isEqualTo("'/tmp/new user/h2'");
    assertThat(Globals.quoted("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
  }
}
