package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.Store;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class H2MeasurementsTest extends MeasurementsContract {
  H2MeasurementsTest() {
    super(new H2Place());
  }

  @Test
  void aDatabaseMadeAnewFromTheJournalHoldsThemAndAnswersQuestions() throws IOException {
    Measurement one =
        new Measurement(
            "x", new Spot(1, "a", 1, 0), Spot.NONE, null, null, 0.1, 3L, null, null, "");
    Measurement none =
        new Measurement("y", Spot.NONE, Spot.NONE, null, null, Double.NaN, null, null, null, "");
    taken(request("run", "t", "step")).commit(List.of(), "{}", List.of(), List.of(one, none));
    store.close();
    Files.delete(folder.resolve("store.mv.db"));

    Stores.rebuild(folder);

    store = Stores.own(folder, "again");
    assertThat(store.measurements().of(List.of(key("step"))).get(key("step")))
        .containsExactly(one, none);
    assertThat(store.questions().ask("SELECT COUNT(*) FROM measurements", 1).rows())
        .containsExactly(List.of(2L));
    store.close();
    try (Store read = Stores.readOnly(folder)) {
      assertThat(read.questions().ask("SELECT name FROM measurements ORDER BY name", 9).rows())
          .containsExactly(List.of("x"), List.of("y"));
    }
    store = Stores.own(folder, "again");
  }
}
