#include "ferry/transfer/transfer_mode.h"

#include "gtest/gtest.h"

namespace ferry {
namespace {

TEST(TransferModeTest, IsASetOfTwoPermissions) {
  EXPECT_EQ(TransferMode::kCloneable | TransferMode::kTransferable,
            TransferMode::kCloneableAndTransferable);
  EXPECT_EQ(TransferMode::kCloneable & TransferMode::kTransferable,
            TransferMode::kDisallowCloneAndTransfer);
  EXPECT_EQ(TransferMode::kCloneableAndTransferable & TransferMode::kCloneable,
            TransferMode::kCloneable);
}

TEST(TransferModeTest, TellsPermissions) {
  EXPECT_FALSE(IsCloneable(TransferMode::kDisallowCloneAndTransfer));
  EXPECT_FALSE(IsTransferable(TransferMode::kDisallowCloneAndTransfer));
  EXPECT_FALSE(IsCloneable(TransferMode::kTransferable));
  EXPECT_TRUE(IsTransferable(TransferMode::kTransferable));
  EXPECT_TRUE(IsCloneable(TransferMode::kCloneable));
  EXPECT_FALSE(IsTransferable(TransferMode::kCloneable));
  EXPECT_TRUE(IsCloneable(TransferMode::kCloneableAndTransferable));
  EXPECT_TRUE(IsTransferable(TransferMode::kCloneableAndTransferable));
}

// Marks store these numbers.
TEST(TransferModeTest, NeverChangesItsNumbers) {
  EXPECT_EQ(MakeTransferMode(false, false), TransferMode{0});
  EXPECT_EQ(MakeTransferMode(false, true), TransferMode{1});
  EXPECT_EQ(MakeTransferMode(true, false), TransferMode{2});
  EXPECT_EQ(MakeTransferMode(true, true), TransferMode{3});
}

}  // namespace
}  // namespace ferry
