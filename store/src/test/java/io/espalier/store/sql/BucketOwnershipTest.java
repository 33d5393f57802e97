package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.Store;
import io.espalier.store.artifact.Ownership;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BucketOwnershipTest extends OwnershipContract {
  BucketOwnershipTest() {
    super(new BucketPlace());
  }

  private BucketPlace bucket() {
    return (BucketPlace) place();
  }

  @Override
  Path mark() {
    return bucket().objects(folder).resolveSibling(Ownership.NAME);
  }

  @Override
  Store elsewhere() {
    return bucket().elsewhere(folder, disk);
  }

  @Test
  void aBucketThatIsAwayIsAskedWhenItIsFirstUsed() {
    StoredArtifact plan = put("plan", "a plan");
    try (Store unreached = bucket().away(folder, disk)) {
      assertThat(unreached.runs().list()).as("rows can be looked at").isEmpty();
      assertThatThrownBy(() -> unreached.artifacts().read(plan.sha256()))
          .isInstanceOf(StoreUnavailableException.class);
    }
  }
}
