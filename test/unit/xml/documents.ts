/** Documents of each kind, with what the descriptions know and what they do not. */

export const domainOfAllKinds = `<?xml version="1.0" encoding="UTF-8"?>
<!-- written by hand -->
<domain type='kvm' id='7' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>z-centos9</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <title>A &lt;title&gt; &amp; more</title>
  <description><![CDATA[a < b && c]]> and text</description>
  <metadata>
    <app:note xmlns:app='http://example.com/app' app:level='3'>keep <b>this</b> mixed text</app:note>
  </metadata>
  <memory unit='GiB' dumpCore='off'>4</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <memoryBacking><hugepages/></memoryBacking>
  <vcpu placement='static' cpuset='1-4,^3' current='2'>4</vcpu>
  <iothreads>1</iothreads>
  <os firmware='efi'>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <firmware><feature enabled='no' name='secure-boot'/></firmware>
    <loader secure='no'/>
    <boot dev='hd' note='unknown'/>
    <!-- between the devices to boot from -->
    <boot dev='network'/>
    <bootmenu enable='yes'/>
  </os>
  <features>
    <acpi/>
    <hyperv mode='custom'><relaxed state='on'/></hyperv>
    <smm state='on'/>
  </features>
  <cpu mode='host-passthrough' check='none' migratable='on'>
    <topology sockets='1' dies='1' cores='2' threads='2'/>
    <feature policy='disable' name='vmx'/>
  </cpu>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <!-- the system -->
    <disk type='network' device='disk'>
      <driver name='qemu' type='raw' cache='none' discard='unmap' iommu='on'/>
      <auth username='libvirt'>
        <secret type='ceph' usage='client.libvirt secret'/>
      </auth>
      <source protocol='rbd' name='libvirt-pool/z-centos9' index='1'>
        <host name='192.0.2.1' port='6789'/>
        <!-- the second monitor -->
        <host name='2001:db8::2' port='3300'/>
        <snapshot name='before'/>
        <config file='/etc/ceph/ceph.conf'/>
        <encryption format='luks2' engine='librbd'>
          <secret type='passphrase' uuid='6695eb01-f6a4-8304-79aa-97f2502e193f'/>
          <secret type='passphrase' usage='parent'/>
        </encryption>
      </source>
      <backingStore/>
      <target dev='vda' bus='virtio'/>
      <iotune><total_iops_sec>100</total_iops_sec></iotune>
      <readonly/>
      <alias name='virtio-disk0'/>
      <address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>
    </disk>
    <!-- the data -->
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/var/lib/libvirt/images/data.qcow2'><seclabel model='dac' relabel='no'/></source>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <disk type='block' device='lun' sgio='filtered'>
      <source dev='/dev/vg-libvirt/z-ubuntu20'/>
      <target dev='sdc' bus='scsi'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sda' bus='sata' tray='open'/>
      <readonly/>
    </disk>
    <disk type='network' device='disk'>
      <source protocol='nbd' name='export'><host transport='unix' socket='/run/nbd'/></source>
      <target dev='vdd' bus='virtio'/>
    </disk>
    <disk type='nvme' device='disk'>
      <source type='pci' managed='yes' namespace='1'>
        <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
      </source>
      <target dev='vde' bus='virtio'/>
    </disk>
    <controller type='usb' index='0' model='qemu-xhci'/>
    <interface type='network'>
      <mac address='52:54:00:12:34:56'/>
      <source network='default' portgroup='lab'/>
      <model type='virtio'/>
      <filterref filter='clean-traffic'/>
    </interface>
    <interface type='bridge'><source bridge='br0'/><mtu size='9000'/></interface>
    <interface type='user'/>
    <interface type='direct'><source dev='eth0' mode='bridge'/></interface>
    <interface type='hostdev' managed='yes'>
      <source><address type='pci' domain='0x0000' bus='0x00' slot='0x07' function='0x0'/></source>
    </interface>
    <serial type='pty'><source path='/dev/pts/3'/><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>
    <serial type='file'><source path='/tmp/out.log' append='on'/><target port='1'/></serial>
    <console type='pty' tty='/dev/pts/3'><target type='serial' port='0'/></console>
    <channel type='unix'><source mode='bind'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
    <serial type='tcp'><source mode='bind' host='127.0.0.1' service='4555' tls='no'/><protocol type='telnet'/></serial>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>
    <graphics type='spice' tlsPort='5901'><image compression='off'/></graphics>
    <graphics type='egl-headless'/>
    <memballoon model='virtio'><stats period='5'/></memballoon>
  </devices>
  <seclabel type='dynamic' model='apparmor' relabel='yes'/>
  <qemu:commandline>
    <qemu:arg value='-name'/>
    <!-- kept -->
    <qemu:arg value='guest=x,y'/>
    <qemu:env name='A' value='B'/>
  </qemu:commandline>
</domain>
<!-- the end -->
`

export const directBootDomain = `<domain type='qemu'>
  <name>direct</name>
  <memory>524288</memory>
  <os>
    <type>hvm</type>
    <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader>
    <nvram template='/usr/share/OVMF/OVMF_VARS.fd'>/var/lib/libvirt/qemu/nvram/direct.fd</nvram>
    <kernel>/boot/vmlinuz</kernel>
    <initrd>/boot/initrd.img</initrd>
    <cmdline>console=ttyS0 root="/dev/vda"&#9;quiet</cmdline>
    <dtb>/boot/a.dtb</dtb>
  </os>
</domain>`

export const rbdPool = `<pool type='rbd' xmlns:r='http://libvirt.org/schemas/storagepool/rbd/1.0'>
  <name>images_rbd</name>
  <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <capacity unit='bytes'>107374182400</capacity>
  <allocation unit='bytes'>0</allocation>
  <available unit='bytes'>107374182400</available>
  <features><cow state='no'/></features>
  <source>
    <host name='192.0.2.1' port='6789'/>
    <host name='mon-b'/>
    <name>libvirt-pool</name>
    <auth type='ceph' username='libvirt'><secret uuid='6695eb01-f6a4-8304-79aa-97f2502e193f'/></auth>
  </source>
  <refresh><volume allocation='capacity'/></refresh>
  <r:config_opts>
    <r:option name='client_mount_timeout' value='45'/>
  </r:config_opts>
</pool>`

export const otherPools = [
  `<pool type='dir'><name>default-pool</name><source>
  </source><target><path>/default-pool</path><permissions><mode>0711</mode></permissions></target></pool>`,
  `<pool type='logical'><name>vg</name><source><device path='/dev/sdb'/><name>vg-libvirt</name><format type='lvm2'/></source></pool>`,
  `<pool type='iscsi'><name>i</name><source><host name='h'/><device path='iqn.2000-01.com.example'/></source><target><path>/dev/disk</path></target></pool>`,
]

export const volume = `<volume type='file'>
  <name>z.qcow2</name>
  <key>/images/z.qcow2</key>
  <source>
  </source>
  <capacity unit='G'>6</capacity>
  <allocation unit='MB'>200</allocation>
  <physical unit='bytes'>200704</physical>
  <target>
    <path>/images/z.qcow2</path>
    <format type='qcow2'/>
    <permissions><mode>0600</mode><owner>0</owner></permissions>
    <timestamps><atime>1341933637.273190990</atime></timestamps>
    <compat>1.1</compat>
    <features><lazy_refcounts/></features>
  </target>
  <backingStore><path>/images/base.raw</path><format type='raw'/><permissions><mode>0600</mode></permissions></backingStore>
</volume>`

export const secrets = [
  `<secret ephemeral='no' private='yes'><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
   <description>Ceph's</description><usage type='ceph'><name>client.libvirt secret</name></usage></secret>`,
  `<secret><usage type='volume'><volume>/var/lib/libvirt/images/z.img</volume></usage></secret>`,
  `<secret><usage type='iscsi'><target>libvirtiscsi</target></usage></secret>`,
  `<secret><usage type='tls'><name>tls</name></usage></secret>`,
  `<secret><usage type='vtpm'><name>vtpm</name></usage></secret>`,
  `<secret><usage type='newer'><thing a="1"/></usage></secret>`,
]

export const otherRoots = [
  `<network ipv6='yes'><name>default</name><forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
   <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>`,
  `<domain xmlns='http://example.com/not-libvirt'><name>x</name></domain>`,
  `<a>text<b/>tail &#13; &#x1F600; <?pi with data?><!-- c --><![CDATA[<]]></a>`,
]

export const all = [domainOfAllKinds, directBootDomain, rbdPool, ...otherPools, volume, ...secrets, ...otherRoots]
