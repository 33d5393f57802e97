package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.database.H2Url;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What a full disk does to H2: the whole database closes and lets go of its file. */
class H2AwayTest extends AwayContract {
  H2AwayTest() {
    super(new H2Place(), "SHUTDOWN IMMEDIATELY");
  }

  @Test
  void aStoreThatAnotherOwnerTookMeanwhileIsNotTakenBack() throws Exception {
    run("run", "t");
    assertThatThrownBy(() -> change("SHUTDOWN IMMEDIATELY"))
        .isInstanceOf(StoreUnavailableException.class);
    ((SqlStore) store).database().engine().close();
    try (Connection other = DriverManager.getConnection(H2Url.owner(folder), "espalier", "");
        Statement statement = other.createStatement()) {
      statement.execute(
          "INSERT INTO store_owner (instance_id, pid, command) VALUES ('other', 1, 'run')");
    }
    ((SqlStore) store).database().engine().recover();

    assertThatThrownBy(() -> store.runs().update("run", RunState.RUNNING, null))
        .isInstanceOf(StoreBusyException.class)
        .hasMessageContaining("another command took the store");
  }
}
