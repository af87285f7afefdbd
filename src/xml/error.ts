import { CephvirtError } from '../core/errors.ts'
import { parseSize } from '../core/sizes.ts'
