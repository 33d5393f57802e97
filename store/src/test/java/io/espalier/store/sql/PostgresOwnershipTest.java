package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.Store;
import io.espalier.store.artifact.Ownership;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PostgresOwnershipTest extends OwnershipContract {
  PostgresOwnershipTest() {
    super(new PostgresPlace());
  }

  @Override
  Path mark() {
    return folder.resolve(Ownership.NAME);
  }

  @Override
  Store elsewhere() {
    return place().open(folder.resolve("not mounted"), disk);
  }

  @Test
  void aFolderThatIsUnmountedUnderAnOpenStoreIsAwayAndNothingCountsAsDamaged() throws IOException {
    Path mounted = folder.resolve("mounted");
    try (Store there = place().open(mounted, disk)) {
      byte[] bytes = "a plan".getBytes(StandardCharsets.UTF_8);
      String plan = there.artifacts().put("plan", "text/plain", bytes).sha256();
      Files.move(mounted, folder.resolve("server"));
      Files.createDirectory(mounted);

      assertThatThrownBy(() -> there.artifacts().read(plan))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("mount what holds its artifacts");
      assertThatThrownBy(() -> Stores.fsck(there, read -> {}))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> there.artifacts().put("x", "text/plain", new byte[1]))
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(number("SELECT COUNT(*) FROM artifact WHERE state = 'LIVE'")).isEqualTo(1);
      assertThat(mounted).isEmptyDirectory();

      Files.delete(mounted);
      Files.move(folder.resolve("server"), mounted);
      assertThat(there.artifacts().read(plan)).isEqualTo(bytes);
      assertThat(Stores.fsck(there, read -> {}).problems()).isEmpty();
    }
  }
}
