import sys

from sam3d_install import main

sys.exit(main())
