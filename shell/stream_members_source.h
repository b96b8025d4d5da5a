#ifndef FERRY_SHELL_STREAM_MEMBERS_SOURCE_H_
#define FERRY_SHELL_STREAM_MEMBERS_SOURCE_H_

namespace ferry::shell {

// The text of stream_members.js; the build makes it a string.
extern const char kStreamMembersSource[];

}  // namespace ferry::shell

#endif  // FERRY_SHELL_STREAM_MEMBERS_SOURCE_H_
