package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.artifact.StoredArtifact;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class H2GarbageTest extends GarbageContract {
  H2GarbageTest() {
    super(new H2Place());
  }

  @Test
  void anOrphanGoesWithTheFirstOwnerADayAfterOneFoundIt() throws IOException {
    StoredArtifact orphan = written("checkpoint", "of a killed attempt");
    Path file = store.artifacts().path(orphan.sha256());

    reopen();
    assertThat(file).exists();
    reopen();
    assertThat(file).as("it may belong to a newer database than this one").exists();
    twoDaysPass();
    reopen();

    assertThat(file).doesNotExist();
    assertThat(number("SELECT COUNT(*) FROM artifact")).isZero();
  }
}
