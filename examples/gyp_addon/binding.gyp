{
  'targets': [{
    'target_name': 'addon',
    'sources': ['addon.cc'],
    'cflags_cc': ['-std=c++20', '<!@(pkg-config --cflags ferry_node)'],
    # Hidden, so that two add-ons with ferry in one process do not meet.
    'libraries': ['-Wl,--exclude-libs,ALL', '<!@(pkg-config --libs ferry_node)'],
    # Stays mapped after the last worker that has loaded it: V8 still frees memory with it.
    'ldflags': ['-Wl,-z,nodelete'],
  }],
}
