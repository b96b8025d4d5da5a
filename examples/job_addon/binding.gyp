{
  'targets': [{
    'target_name': 'job',
    'sources': ['job.cc'],
    'include_dirs': ['<!(node -p "require(\'path\').dirname(require.resolve(\'ferry/include/ferry_job.h\'))")'],
  }],
}
